//! Terraform files as they are, broken ones included: what is lowered, and what is told of the rest.

use skinflint_base::{RelPath, Text};
use skinflint_facts::{Language, Lowered, dump};

fn lower(text: &str) -> Lowered {
    let text = Text::new(RelPath::from("main.tf"), text);
    skinflint_manifest::lower(&text, Language::Terraform).unwrap_or_else(|| panic!("HCL is always read"))
}

/// The headers of the blocks as they stand in the text.
fn headers(text: &str) -> Vec<String> {
    let lowered = lower(text);
    lowered.facts.blocks.iter().map(|b| text[b.header.start as usize..b.header.end as usize].to_owned()).collect()
}

#[test]
fn blocks_attributes_and_nested_blocks_are_told_apart() {
    let text = r#"
resource "aws_s3_bucket" "logs" {
  bucket = "logs-${var.env}"
  tags   = merge(local.tags, { Name = "x", (var.key) = null }...)
  dynamic "rule" {
    for_each = [for k, v in var.rules : v if v.on]
    content {
      days = rule.value.days >= 1 ? -1 : data.x.y[0].*.z
    }
  }
}
"#;
    let lowered = lower(text);
    assert!(lowered.problems.is_empty(), "{:?}", lowered.problems);
    insta::assert_snapshot!(dump(&lowered.facts));
}

#[test]
fn a_header_is_type_and_labels_without_the_brace() {
    assert_eq!(
        headers("resource \"a\" \"b\" {}\nlocals {\n}\nmodule x {\n}\n"),
        ["resource \"a\" \"b\"", "locals", "module x"]
    );
    assert_eq!(headers("\u{feff}locals {}\r\nvariable \"x\" {}\r\n"), ["locals", "variable \"x\""]);
}

#[test]
fn a_file_of_values_is_a_document() {
    let lowered = lower("tags = { a = 1 }\nname = \"x\"\n");
    assert_eq!(lowered.facts.blocks.len(), 1);
    assert!(dump(&lowered.facts).starts_with("block -\n  Map\n    Pair\n"), "{}", dump(&lowered.facts));
}

#[test]
fn a_mistake_costs_its_block_and_is_told_with_its_lines() {
    let text = "resource \"a\" \"one\" {\n  x = 1\n}\n\nresource \"a\" \"two\" {\n  ok = 1\n  x = = 2\n  y = 3\n}\n\n\
                resource \"a\" \"three\" {\n}\n";
    let lowered = lower(text);
    assert_eq!(headers(text), ["resource \"a\" \"one\"", "resource \"a\" \"two\"", "resource \"a\" \"three\""]);
    let [problem] = &lowered.problems[..] else { panic!("{:?}", lowered.problems) };
    assert!(problem.message.starts_with("line 7 is no HCL that can be read"), "{}", problem.message);
    let dump = dump(&lowered.facts);
    assert!(dump.contains("\"ok\"") && dump.contains("\"y\"") && dump.contains("Other"), "{dump}");
}

#[test]
fn a_bracket_that_is_never_closed_costs_one_block() {
    let text = "resource \"a\" \"one\" {\n  x = [1,\n}\n\nresource \"a\" \"two\" {\n  x = 1\n}\n";
    let lowered = lower(text);
    assert_eq!(headers(text), ["resource \"a\" \"two\""]);
    let [problem] = &lowered.problems[..] else { panic!("{:?}", lowered.problems) };
    assert!(problem.message.starts_with("lines 1 to 3 are no HCL"), "{}", problem.message);
}

#[test]
fn what_only_the_parser_refuses_is_read_all_the_same() {
    // The same name twice, and a text in which brackets and comments stand.
    let text = "resource \"a\" \"one\" {\n  x = \"} # {\"\n  x = <<-EOT\n    } \"\n  EOT\n  y = 1\n}\n";
    let lowered = lower(text);
    assert_eq!(headers(text), ["resource \"a\" \"one\""]);
    assert!(lowered.problems.is_empty(), "{:?}", lowered.problems);
}

#[test]
fn deep_nesting_ends_in_a_problem() {
    for text in [
        format!("x = {}1{}\n", "[".repeat(50_000), "]".repeat(50_000)),
        format!("x = {}1\n", "!".repeat(50_000)),
        format!("x = 1{}\n", " + 1".repeat(50_000)),
        format!("x = {}\n", "true ? 1 : ".repeat(20_000) + "2"),
        format!("x = {}\n", "\"${".repeat(20_000)),
        format!("{}{}", "a {\n".repeat(20_000), "}\n".repeat(20_000)),
        format!("x = a{}\n", ".b".repeat(50_000)),
    ] {
        let lowered = lower(&format!("locals {{\n  ok = 1\n}}\n{text}"));
        assert_eq!(lowered.facts.str(lowered.facts.blocks[0].kind), "locals");
    }
}

#[test]
fn newlines_that_do_not_count_and_keys_that_stand_twice_are_no_mistakes() {
    let text = "locals {\n  a = {\n    for k, v in var.x :\n    k =>\n    v.on &&\n    true\n  }\n  \
                b = {\n    one = 1\n    one = 2\n  }\n}\n";
    let lowered = lower(text);
    assert!(lowered.problems.is_empty(), "{:?}", lowered.problems);
    let dump = dump(&lowered.facts);
    assert!(dump.contains("Comprehension") && dump.contains("Int 2"), "{dump}");
}
