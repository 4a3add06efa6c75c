"""Writes knowledge/matching.npz anew from the data: python -m assistant.services.matching."""

from assistant import paths
from assistant.services.library import Library
from assistant.services.matching.building import build
from assistant.services.matching.features import Features
from assistant.services.matching.material import gather


def main() -> None:
    """Build the index of the program's own knowledge and keep it beside the data."""
    library = Library()
    material = gather(library.knowledge(), library.examples(), library.groups())
    index = build(material, Features(material.ideas, paths.user_cache()))
    index.write(library.index_file, library.digest())
    library.index_file.chmod(0o644)
    print(f"{library.index_file}：{len(index.items)}项情形，{len(material.samples)}条例子")


if __name__ == "__main__":
    main()
