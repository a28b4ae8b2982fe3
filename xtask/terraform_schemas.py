#!/usr/bin/env python3
"""Writes crates/skinflint-program/src/resources/terraform/schemas/*.txt: which types of the large providers can carry
cost tags, and in which attribute.

The data comes from the providers' own schemas, by way of the bindings that HashiCorp generated from them and
published on PyPI (cdktf-cdktf-provider-*): each resource type is a class whose constructor has the type's attributes.

    pip download --no-deps cdktf-cdktf-provider-aws cdktf-cdktf-provider-google cdktf-cdktf-provider-azurerm -d DIR
    python3 xtask/terraform_schemas.py DIR

A line of the result is `WAY: TYPE TYPE …`; the way is the attribute's path, with `+` behind it where the provider's
default tags reach the type, or `none`."""
import collections, pathlib, re, sys, zipfile

OUT = pathlib.Path(__file__).parent.parent / "crates/skinflint-program/src/resources/terraform/schemas"
MAP = r"Mapping\[builtins\.str"
HEAD = re.compile(r"Represents a \{@link https://registry\.terraform\.io/providers/hashicorp/(\w+)/([\d.]+)/docs/resources/\S+ (\w+)\}")


def classes(text):
    """Name, text and constructor of each class."""
    for part in re.split(r"\nclass ", text)[1:]:
        name = re.match(r"\w+", part).group(0)
        head = part.split("def __init__(", 1)
        yield name, part, head[1].split(") -> None:", 1)[0] if len(head) > 1 else ""


def parameter(init, name):
    found = re.search(rf"\n\s+{name}: (.*)", init)
    return found.group(1) if found else None


def is_map(init, name):
    return re.search(MAP, parameter(init, name) or "") is not None


def has(part, name):
    return f"def {name}(self)" in part


def way(provider, own, nested):
    """The path of the attribute that carries cost tags."""
    name, part, init = own
    if provider == "aws":
        if is_map(init, "tags"):
            return "tags+" if parameter(init, "tags_all") or has(part, "tags_all") else "tags"
        # Blocks of key and value, as autoscaling groups have them. Default tags do not reach those.
        if "Tag\"" in (parameter(init, "tag") or ""):
            block = next((i for n, _, i in nested if n == name + "Tag"), "")
            if parameter(block, "propagate_at_launch") and parameter(block, "value"):
                return "tag"
        return "none"
    if provider == "azurerm":
        return "tags" if is_map(init, "tags") else "none"
    # Labels that Google bills by are those that the provider computes the effective ones of.
    plus = "+" if has(part, "terraform_labels") else ""
    for attribute in ("labels", "resource_labels"):
        if is_map(init, attribute) and (has(part, "effective_labels") or attribute == "resource_labels"):
            return attribute + plus
    for n, p, i in nested:
        block = n.removeprefix(name)
        if not n.startswith(name) or not block or block.endswith("OutputReference"):
            continue
        attribute = re.sub(r"(?<!^)(?=[A-Z])", "_", block).lower()
        if parameter(init, attribute) is None:
            continue
        reference = next((q for m, q, _ in nested if m == n + "OutputReference"), "")
        if is_map(i, "labels") and has(reference, "effective_labels"):
            return f"{attribute}.labels+"
        if is_map(i, "user_labels"):
            return f"{attribute}.user_labels"
    return "none"


def main():
    for wheel in sorted(pathlib.Path(sys.argv[1]).glob("cdktf_cdktf_provider_*.whl")):
        package, release = re.match(r"cdktf_cdktf_provider_(\w+?)-([\d.]+)-", wheel.name).groups()
        ways, version = collections.defaultdict(set), None
        with zipfile.ZipFile(wheel) as archive:
            for entry in archive.namelist():
                if not entry.endswith("/__init__.py") or "/data_" in entry:
                    continue
                all_classes = list(classes(archive.read(entry).decode()))
                for own in all_classes:
                    head = HEAD.search(own[1])
                    if head and "TerraformResource," in own[1]:
                        provider, version, kind = head.groups()
                        ways[way(package, own, all_classes)].add(kind)
        lines = [f"# hashicorp/{package} {version}, from cdktf-cdktf-provider-{package} {release} by xtask/terraform_schemas.py"]
        lines += [f"{key}: {' '.join(sorted(kinds))}" for key, kinds in sorted(ways.items())]
        (OUT / f"{package}.txt").write_text("\n".join(lines) + "\n")
        print(package, version, {key: len(kinds) for key, kinds in sorted(ways.items())})


main()
