//! YAML and templates around it: what comes of the odd, the broken and the hostile.

use proptest::prelude::*;
use skinflint_base::{RelPath, Text};
use skinflint_facts::{Language, Lowered, dump};
use skinflint_manifest::{language_of, lower};

const HEAD: &str = "apiVersion: v1\nkind: ConfigMap\n";

fn lowered(path: &str, text: &str) -> Lowered {
    let path = RelPath::from(path);
    let language = language_of(&path).unwrap_or(Language::Yaml);
    lower(&Text::new(path, text), language).expect("a manifest")
}

/// The facts of a manifest that ends in `rest`, as the text of their dump.
fn facts(rest: &str) -> String {
    let lowered = lowered("a.yaml", &format!("{HEAD}{rest}"));
    assert!(lowered.problems.is_empty(), "{:?}", lowered.problems);
    dump(&lowered.facts)
}

/// Line (from 1) and words of what could not be read.
fn problems(path: &str, text: &str) -> Vec<(u32, String)> {
    let shown = Text::new(RelPath::from(path), text);
    let line = |p: &skinflint_base::Problem| p.span.map_or(0, |span| shown.position(span.start).line);
    lowered(path, text).problems.iter().map(|p| (line(p), p.message.clone())).collect()
}

#[test]
fn scalars_are_what_the_core_schema_makes_of_them() {
    let text = facts("a: 1\nb: 1.5\nc: true\nd: ~\ne: '1'\nf: 0x1F\ng: v1.2\nh: no\ni: !!str 7\n");
    let lines =
        ["Int 1", "Float 1.5", "Bool true", "Null", "Str \"1\"", "Int 0x1F", "Str \"v1.2\"", "Str \"no\"", "Str \"7\""];
    for line in lines {
        assert!(text.contains(line), "{line} in\n{text}");
    }
}

#[test]
fn texts_over_several_lines_are_folded_as_yaml_says() {
    let text = facts(
        "a: one\n  two\nb: \"x\\\n  y \\u00e9\"\nc: >-\n  p\n  q\n\n  r\nd: |\n    code\n      more\ne: 'it''s'\n",
    );
    for line in ["\"one two\"", "\"xy é\"", "\"p q", "\"code\\n  more\\n\"", "\"it's\""] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
}

#[test]
fn a_closing_bracket_at_the_parents_column_and_json_are_read() {
    let text = facts("a: [\n  1,\n  {b: c}\n]\nd: {\"e\":[true,null]}\n");
    assert!(text.contains("Bool true") && text.contains("Str \"c\""), "{text}");
}

#[test]
fn aliases_share_their_node_and_cannot_explode() {
    let mut text = format!("{HEAD}a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for i in 1..200 {
        text.push_str(&format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(", ")));
    }
    let lowered = lowered("a.yaml", &text);
    assert!(lowered.problems.is_empty());
    assert!(lowered.facts.exprs.len() < 2000, "{}", lowered.facts.exprs.len());
}

#[test]
fn nesting_is_cut_with_its_line_and_the_rest_is_read() {
    let text = format!("{HEAD}a: {}1{}\nlast: seen\n", "[".repeat(5000), "]".repeat(5000));
    assert_eq!(problems("a.yaml", &text)[0].0, 3);
    assert!(dump(&lowered("a.yaml", &text).facts).contains("\"seen\""));
    let mut deep = HEAD.to_owned();
    for i in 0..3000 {
        deep.push_str(&format!("{}k:\n", " ".repeat(i)));
    }
    deep.push_str("last: seen\n");
    assert!(!problems("a.yaml", &deep).is_empty());
    assert!(dump(&lowered("a.yaml", &deep).facts).contains("\"seen\""));
}

#[test]
fn what_is_broken_costs_its_lines_alone() {
    let cases = [
        ("a: 1\n  b: 2\nlast: seen\n", 4),
        ("a: \"open\nlast: seen\n", 3),
        ("a: *nowhere\nlast: seen\n", 3),
        ("a: x: y\nlast: seen\n", 3),
        ("a: 1\nno key here\nlast: seen\n", 4),
        ("a: 1\na: 2\nlast: seen\n", 4),
        ("a:\n\tb: 1\nlast: seen\n", 4),
    ];
    for (rest, line) in cases {
        let text = format!("{HEAD}{rest}");
        let found = problems("a.yaml", &text);
        assert!(found.iter().any(|(at, _)| *at == line), "{rest}: {found:?}");
        assert!(dump(&lowered("a.yaml", &text).facts).contains("\"seen\""), "{rest}");
    }
}

#[test]
fn branches_of_a_template_are_branches_of_the_tree() {
    let text = r#"apiVersion: v1
kind: X
labels:
  {{- include "x.labels" . | nindent 2 }}
  {{- if .Values.a }}
  a: 1
  {{- else }}
  b: 2
  {{- end }}
items:
{{- range $k, $v := .Values.m }}
- name: {{ $k }}-{{ $v.name }}
{{- end }}
- last
"#;
    let lowered = lowered("templates/x.yaml", text);
    assert!(lowered.problems.is_empty(), "{:?}", lowered.problems);
    let text = dump(&lowered.facts);
    for line in ["Path include", "If", "For", "Field Values", "Str \"last\""] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
}

#[test]
fn named_templates_are_blocks_of_their_own() {
    let text = "{{- define \"x\" -}}\na: {{ .b | quote }}\n{{- end }}\n{{/* {{ not }} */}}\n";
    let lowered = lowered("templates/_h.tpl", text);
    assert!(lowered.problems.is_empty(), "{:?}", lowered.problems);
    assert!(dump(&lowered.facts).contains("block define \"x\""));
}

#[test]
fn an_unclosed_if_is_told_with_its_line() {
    let found = problems("templates/x.yaml", "apiVersion: v1\nkind: X\n{{- if .a }}\nb: c\n");
    assert!(found.iter().any(|(line, what)| *line == 3 && what.contains("`end`")), "{found:?}");
}

#[test]
fn what_can_be_no_manifest_is_not_lowered() {
    for (path, text) in [("a.yaml", "title: Hello\nlist: [1]\n"), ("a.json", "{\"name\": \"x\"}")] {
        let path = RelPath::from(path);
        let language = language_of(&path).expect("a data language");
        assert!(lower(&Text::new(path, text), language).is_none());
    }
}

#[test]
fn many_documents_are_read_in_one_stride() {
    let one = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  key: some value that is not short\n";
    let lowered = lowered("big.yaml", &one.repeat(50_000));
    assert_eq!(lowered.facts.blocks.len(), 50_000);
}

const SEED: &str = "apiVersion: v1\nkind: List\nx: &a {b: [1, \"two\", 'three']}\ny: *a\nz: |2-\n   text\n  more\nw: >\n \
                    {{- if .a }}\n fold\n{{- end }}\nl:\n- {{ toYaml .b | nindent 2 }}\n- c: d # e\n{{ define \"q\" }}r: \
                    s{{ end }}\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_fail(
        at in 0..SEED.len(),
        len in 0..12usize,
        put in "[ \\t\\n:\\-{}\\[\\]\"'|>&*!%#a1é]{0,8}",
        template in any::<bool>(),
    ) {
        let mut text: String = SEED.chars().take(at).collect();
        text.push_str(&put);
        text.extend(SEED.chars().skip(at + len));
        let path = RelPath::from(if template { "templates/a.yaml" } else { "a.yaml" });
        let text = Text::new(path, text);
        if let Some(lowered) = lower(&text, Language::Yaml) {
            for span in &lowered.facts.spans {
                prop_assert!(span.start <= span.end && span.end as usize <= text.content().len());
            }
        }
    }
}
