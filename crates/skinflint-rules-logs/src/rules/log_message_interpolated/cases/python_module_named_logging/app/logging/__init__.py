"""The package has a module of this name; `import logging` means the library."""


def getLogger(name: str) -> None:
    return None
