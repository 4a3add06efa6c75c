"""容错初步建议助手: a guided interview that drafts the recommendation of 细则第十二条."""
