//! `paste!`: names glued together in `[< … >]`, which no parser takes.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// The tokens with one name in place of each `[< … >]`. A metavariable in it gives its own name, and
/// what changes the case is left out: what the name becomes is not known here.
pub(super) fn glued(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|tree| match tree {
            TokenTree::Group(group) => match name_of(&group) {
                // With the place of the bracket, so that nobody reads the name from the text.
                Some(name) => TokenTree::Ident(Ident::new(&name, group.span_open())),
                None => {
                    let mut copy = Group::new(group.delimiter(), glued(group.stream()));
                    copy.set_span(group.span());
                    TokenTree::Group(copy)
                }
            },
            other => other,
        })
        .collect()
}

fn name_of(group: &Group) -> Option<String> {
    if group.delimiter() != Delimiter::Bracket {
        return None;
    }
    let trees: Vec<TokenTree> = group.stream().into_iter().collect();
    let [TokenTree::Punct(open), parts @ .., TokenTree::Punct(close)] = trees.as_slice() else { return None };
    if open.as_char() != '<' || close.as_char() != '>' {
        return None;
    }
    let mut name = String::new();
    let mut modifier = false;
    for part in parts {
        match part {
            TokenTree::Punct(punct) => modifier = punct.as_char() == ':',
            TokenTree::Group(_) => return None,
            _ if modifier => modifier = false,
            part => {
                let text = part.to_string();
                let text = text.trim_start_matches("r#").trim_start_matches("__macro_");
                name.extend(text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_'));
            }
        }
    }
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_').then_some(name).filter(|name| name != "_")
}

#[cfg(test)]
mod tests {
    use super::glued;

    #[test]
    fn glued_names_are_one_name() {
        for (tokens, glued_tokens) in [
            ("fn [<get_ $x _at>]() {}", "fn get_x_at () { }"),
            ("[<$name:snake>]", "name"),
            ("a[<b>]([<Foo \"Bar\" 1>])", "a b (FooBar1)"),
            ("[a < b]", "[a < b]"),
            ("[<1>] [< >]", "[< 1 >] [< >]"),
        ] {
            assert_eq!(glued(tokens.parse().expect(tokens)).to_string(), glued_tokens);
        }
    }
}
