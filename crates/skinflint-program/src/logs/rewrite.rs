//! The same line with its values as fields, where writing it takes no judgement.

use skinflint_facts::{Expr, Language};

use super::Message;
use crate::eval::Eval;
use crate::models::FieldStyle;
use crate::unit::Node;

impl Eval<'_> {
    /// A call with the holes of its message as fields: only where each hole has a name of its own and what
    /// else stands in the call can be written again.
    pub(crate) fn rewritten(
        &self,
        call: Node,
        message: &Message,
        holes: &[(Node, bool)],
        others: &[String],
        style: FieldStyle,
    ) -> Option<String> {
        let unit = self.unit(call.file);
        let Expr::Call { callee, .. } = unit.expr(call.expr) else { return None };
        let callee_text = match unit.expr(callee) {
            Expr::Path { name, .. } => unit.str(name).to_owned(),
            _ => self.as_written(Node { file: call.file, expr: callee })?,
        };
        if message.made_at.is_some() || message.holes.len() != holes.len() {
            return None;
        }
        let text = plain(&message.text)?;
        let mut fields: Vec<(String, String, bool, bool)> = Vec::new();
        for ((node, debug), hole) in holes.iter().zip(&message.holes) {
            let name = if hole.error { "error".to_owned() } else { self.field_name(*node)? };
            let value = self.as_written(*node)?;
            if fields.iter().any(|(n, ..)| *n == name) || others.iter().any(|o| o.contains(&format!("{name} ="))) {
                return None;
            }
            let whole = matches!(unit.expr(node.expr), Expr::Local(_));
            fields.push((name, value, *debug, whole));
        }
        let quoted = format!("\"{text}\"");
        let join = |parts: Vec<String>| parts.join(", ");
        Some(match style {
            FieldStyle::Tracing => {
                let mut parts: Vec<String> = others.to_vec();
                parts.extend(fields.iter().map(|(name, value, debug, whole)| {
                    let sigil = if *debug { "?" } else { "%" };
                    if *whole && name == value { format!("{sigil}{value}") } else { format!("{name} = {sigil}{value}") }
                }));
                parts.push(quoted);
                format!("{callee_text}({});", join(parts))
            }
            FieldStyle::LogKv => {
                let pairs = fields.iter().map(|(name, value, debug, _)| {
                    let sigil = if *debug { "?" } else { "%" };
                    format!("{name}:{sigil} = {value}")
                });
                let mut parts: Vec<String> = others.to_vec();
                parts.extend(pairs);
                format!("{callee_text}({}; {quoted});", join(parts))
            }
            FieldStyle::Slog => {
                let logger = others.first()?;
                let pairs = fields
                    .iter()
                    .map(|(name, value, debug, _)| format!("\"{name}\" => {}{value}", if *debug { "?" } else { "%" }));
                format!("{callee_text}({logger}, {quoted}; {});", join(pairs.collect()))
            }
            FieldStyle::Extra if unit.facts.language == Language::Python => {
                if others.iter().any(|o| o.starts_with("extra=")) {
                    return None;
                }
                let pairs = fields.iter().map(|(name, value, ..)| format!("\"{name}\": {value}")).collect();
                let mut parts = vec![quoted];
                parts.extend(others.iter().cloned());
                parts.push(format!("extra={{{}}}", join(pairs)));
                format!("{callee_text}({})", join(parts))
            }
            FieldStyle::Named => {
                let mut parts = vec![quoted];
                parts.extend(fields.iter().map(|(name, value, ..)| format!("{name}={value}")));
                parts.extend(others.iter().cloned());
                format!("{callee_text}({})", join(parts))
            }
            FieldStyle::Bind => {
                let (logger, method) = callee_text.rsplit_once('.')?;
                let pairs = fields.iter().map(|(name, value, ..)| format!("{name}={value}")).collect();
                let mut parts = vec![quoted];
                parts.extend(others.iter().cloned());
                format!("{logger}.bind({}).{method}({})", join(pairs), join(parts))
            }
            FieldStyle::Extra => return None,
        })
    }
}

/// A message without its holes, as a sentence would still be read.
fn plain(text: &str) -> Option<String> {
    let mut out = String::new();
    for piece in text.replace("%s", "{}").replace("%d", "{}").replace("%r", "{}").split("{}") {
        let piece = piece.trim_matches(|c: char| c.is_whitespace() || ":,;=()[]'`<>#-.\u{2192}".contains(c));
        if piece.chars().any(char::is_alphanumeric) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(piece);
        }
    }
    let fits =
        !out.is_empty() && out.chars().any(char::is_alphabetic) && !out.contains(['"', '\\', '\n', '{', '}', '%']);
    fits.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_remains_reads_like_a_message() {
        assert_eq!(plain("user {} paid {}").as_deref(), Some("user paid"));
        assert_eq!(plain("cannot save: {}").as_deref(), Some("cannot save"));
        assert_eq!(plain("{}: {}"), None);
        assert_eq!(plain("said \"{}\""), None);
    }
}
