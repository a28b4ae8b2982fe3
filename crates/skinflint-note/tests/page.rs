//! The page that explains notes to people says what the parser does.

use skinflint_note::{CostImpact, Field, Note, parse_cost_impact};

const PAGE: &str = include_str!("../../../docs/cost-impact-notes.md");

/// The fenced blocks of a kind, in order.
fn blocks(kind: &str) -> Vec<&'static str> {
    let open = format!("```{kind}\n");
    let rest = PAGE.match_indices(&open).map(|(at, open)| &PAGE[at + open.len()..]);
    rest.filter_map(|rest| rest.find("\n```").map(|end| &rest[..end])).collect()
}

fn read(value: &str) -> String {
    match parse_cost_impact(value) {
        Ok(CostImpact::None { .. }) => "none".to_owned(),
        Ok(CostImpact::Amount { range, .. }) => range.to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn examples_of_notes_are_read_as_the_page_says() {
    let (notes, answers) = (blocks("note"), blocks("read"));
    assert_eq!((notes.len(), answers.len()), (3, 3));
    for (note, answer) in notes.into_iter().zip(answers) {
        let note = Note::parse(note);
        let said: Vec<String> = Field::ALL
            .iter()
            .filter_map(|field| note.get(*field))
            .map(|entry| {
                let value = entry.value.split_whitespace().collect::<Vec<_>>().join(" ");
                let value = if entry.field == Field::CostImpact { read(&value) } else { value };
                format!("{}: {value}", entry.field.name())
            })
            .collect();
        assert_eq!(said.join("\n"), answer);
    }
}

#[test]
fn the_table_of_amounts_is_true() {
    let table = PAGE.split("| written | read as |").nth(1).unwrap_or_default();
    let rows: Vec<(&str, &str)> = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| line.trim_matches(['|', ' ']).split_once(" | "))
        .collect();
    assert_eq!(rows.len(), 12);
    for (written, answer) in rows {
        assert_eq!(read(written.trim_matches('`')), answer, "{written}");
    }
}

#[test]
fn every_field_is_on_the_page() {
    assert!(Field::ALL.iter().all(|field| PAGE.contains(&format!("| `{}` |", field.name()))));
}
