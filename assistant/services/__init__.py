"""The domain joined to files, calendars and the field libraries; no screen."""
