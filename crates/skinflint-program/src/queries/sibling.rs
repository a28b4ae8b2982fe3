//! Functions beside a function that do the same for many: `find_by_ids` beside `find_by_id`.

use skinflint_facts::FnKind;

use crate::eval::Eval;
use crate::symbols::Def;
use crate::unit::{FnRef, Name};

impl Eval<'_> {
    /// The name of a function of the same type or module that takes many.
    pub(crate) fn batch_sibling(&self, f: FnRef) -> Option<String> {
        let unit = self.unit(f.file);
        let name = unit.str(self.function(f).name);
        let owner = self.symbols.owner_type(self.units, f);
        let module = self.symbols.module(f.file, self.function(f).module);
        for candidate in plural_names(name) {
            let found =
                match owner {
                    Some(ty) => !self.symbols.method(ty, Name::of(&candidate)).is_empty(),
                    None => self.symbols.resolve_path(self.units, f.file, module, &candidate).iter().any(
                        |d| matches!(d, Def::Fn(g) if self.function(*g).kind == FnKind::Function && g.file == f.file),
                    ),
                };
            if found {
                return Some(candidate);
            }
        }
        None
    }
}

/// What a function that takes many would be called.
fn plural_names(name: &str) -> Vec<String> {
    let mut all = vec![
        format!("{name}s"),
        format!("{name}_many"),
        format!("{name}_batch"),
        format!("{name}_bulk"),
        format!("batch_{name}"),
        format!("bulk_{name}"),
        format!("many_{name}"),
        format!("{name}_multiple"),
    ];
    if let Some((verb, rest)) = name.split_once('_') {
        for many in ["many", "batch", "bulk", "all", "multiple"] {
            all.push(format!("{verb}_{many}_{rest}"));
            all.push(format!("{verb}_{many}_{rest}s"));
            all.push(format!("{verb}_{rest}_{many}"));
        }
        all.push(format!("{verb}_many"));
        if let Some((noun, by)) = rest.split_once("_by_") {
            all.extend([
                format!("{verb}_{noun}s_by_{by}s"),
                format!("{verb}_{noun}_by_{by}s"),
                format!("{verb}_{noun}s_by_{by}"),
                format!("{verb}_{noun}s"),
            ]);
        }
        if let Some(stem) = name.strip_suffix('y') {
            all.push(format!("{stem}ies"));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::plural_names;

    #[test]
    fn names_for_many_are_those_that_people_give() {
        let has = |name: &str, many: &str| plural_names(name).iter().any(|n| n == many);
        assert!(has("find_by_id", "find_by_ids") && has("get_user", "get_users"));
        assert!(has("get_user_by_id", "get_users_by_ids") && has("insert", "insert_many"));
    }
}
