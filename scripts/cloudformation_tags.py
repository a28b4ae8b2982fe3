#!/usr/bin/env python3
"""Writes crates/skinflint-program/src/resources/cloudformation/types.txt from the CloudFormation resource
schemas, as cfn-lint's wheel carries them.

    pip download --no-deps cfn-lint==1.58.0 && unzip cfn_lint-*.whl -d wheel
    python3 cloudformation_tags.py wheel > types.txt

A line is a service, how its types take tags (`list` of {Key, Value}, or `map`), in which property, and the
types. A type that is not here takes none, or is not known. The schemas say so under `tagging` (`taggable`,
`tagProperty`), older ones under `taggable`; where they say nothing, a property called Tags decides.
"""
import glob, json, os, sys

def shape(schema, prop):
    def resolve(node):
        for _ in range(8):
            if not isinstance(node, dict) or "$ref" not in node:
                return node if isinstance(node, dict) else {}
            target = schema
            for part in node["$ref"].lstrip("#/").split("/"):
                target = target.get(part, {})
            node = target
        return {}
    node = resolve(schema.get("properties", {}).get(prop, {}))
    kind = node.get("type")
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "array":
        item = resolve(node.get("items", {}))
        return "list" if {"Key", "Value"} <= set(item.get("properties", {})) else None
    if kind == "object":
        return "map"
    return None

def main():
    root = sys.argv[1]
    version = next((os.path.basename(d)[9:-10] for d in glob.glob(f"{root}/*.dist-info")), "?")
    print(f"# CloudFormation resource schemas of cfn-lint {version}; written by scripts/cloudformation_tags.py")
    types = {}
    for name in glob.glob(f"{root}/cfnlint/data/schemas/resources/*.json"):
        schema = json.load(open(name))
        if "typeName" not in schema:
            continue
        tagging = schema.get("tagging") or {}
        taggable = tagging.get("taggable", schema.get("taggable"))
        prop = (tagging.get("tagProperty") or "/properties/Tags").rsplit("/", 1)[-1]
        if prop not in schema.get("properties", {}):
            prop = next((p for p in schema.get("properties", {}) if p.lower() in ("tags", "hostedzonetags", "filesystemtags")), None)
        how = shape(schema, prop) if prop and taggable is not False else None
        old = types.get(schema["typeName"])
        types[schema["typeName"]] = old if old and old[1] else (prop, how)
    lines = {}
    for name in sorted(types):
        prop, how = types[name]
        if how:
            service, _, kind = name.rpartition("::")
            lines.setdefault((service, how, prop), []).append(kind)
    for (service, how, prop), kinds in sorted(lines.items()):
        print(service, how, prop, *kinds)

main()
