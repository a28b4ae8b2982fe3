//! A user's models, read by somebody who knows what they mean.

use serde::Deserialize;
use skinflint_policy::{Source, read_models, read_toml};
use toml::Spanned;

use crate::{brief, policy, root};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Model {
    library: Library,
    #[serde(default)]
    metric: Vec<Metric>,
}

#[derive(Debug, Deserialize)]
struct Library {
    name: Spanned<String>,
}

#[derive(Debug, Deserialize)]
struct Metric {
    call: Spanned<String>,
    arg: u32,
}

#[test]
fn models_are_read_with_places() {
    let text = "[[model]]\nlibrary = { name = 'ours' }\n[[model.metric]]\ncall = 'ours::count'\narg = 1\n\
                [[model]]\nlibrary.name = 'theirs'\n";
    let policy = policy(&[root(text)]);
    assert_eq!(policy.models.iter().map(|m| m.library()).collect::<Vec<_>>(), [Some("ours"), Some("theirs")]);
    let models = read_models::<Model>(&policy.models).unwrap();
    let (first, origin) = &models[0];
    assert_eq!(origin.to_string(), "skinflint.toml:1");
    assert_eq!(&text[first.metric[0].call.span()], "'ours::count'");
    assert_eq!(first.metric[0].arg, 1);
    let (second, origin) = &models[1];
    assert_eq!((second.library.name.get_ref().as_str(), origin.line()), ("theirs", 6));
}

#[test]
fn what_does_not_fit_is_said_at_its_place_for_every_model() {
    let text =
        "[[model]]\nlibrary.name = 'a'\nmetrics = 3\n[[model]]\nlibrary = { name = 5 }\n[[model]]\nmetric = []\n";
    let errors = read_models::<Model>(&policy(&[root(text)]).models).unwrap_err();
    let expected = "skinflint.toml:3:1: unknown field `metrics`, expected `library` or `metric`\n\
                    skinflint.toml:5:20: invalid type: integer `5`, expected a string\n\
                    skinflint.toml:6:1: missing field `library`\n";
    assert_eq!(brief(&errors), expected);
}

#[test]
fn a_model_file_is_read_the_same_way() {
    let source = Source::file(".skinflint/models/a.toml", "[library]\nname = 1\n");
    let error = read_toml::<Model>(&source).unwrap_err();
    assert_eq!(error.location(), ".skinflint/models/a.toml:2:8");
    let source = Source::file("b.toml", "[library\n");
    assert_eq!(read_toml::<Model>(&source).unwrap_err().line(), 1);
}
