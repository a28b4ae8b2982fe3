//! Constants that macros of the tree write: a `static $name` in an arm is, for each call of the macro, the static of
//! the name that the call gives.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use skinflint_base::FileId;
use skinflint_facts::{ExprId, FnKind};

use super::Eval;
use crate::flow::At;
use crate::index::last_segment;
use crate::unit::{FnRef, Name, Node};

/// By name: the calls that write such a constant, and its value seen from inside each.
pub(crate) type Written = FxHashMap<Name, Vec<(Node, At)>>;

impl Eval<'_> {
    /// The value of a constant that a call of a macro writes. Of several of the name only the file's own counts.
    pub(crate) fn macro_written(&self, at: Node, path: &str) -> Option<At> {
        let all = self.all_written();
        let named = all.get(&Name::of(last_segment(path)))?;
        let mut own = named.iter().filter(|(call, _)| call.file == at.file);
        match (own.next(), own.next(), named.as_slice()) {
            (Some((_, value)), None, _) | (None, _, [(_, value)]) => Some(value.clone()),
            _ => None,
        }
    }

    fn all_written(&self) -> Arc<Written> {
        if let Some(known) = self.by_macros.borrow().as_ref() {
            return Arc::clone(known);
        }
        let mut all = Written::default();
        for (i, unit) in self.units.iter().enumerate() {
            let file = FileId(u32::try_from(i).unwrap_or(u32::MAX));
            for constant in &unit.facts.consts {
                let Some(plain) = unit.str(constant.name).strip_prefix('$') else { continue };
                let Some(arm) = constant.parent.map(|id| FnRef { file, id }) else { continue };
                if self.function(arm).kind == FnKind::MacroArm && constant.value.is_some() {
                    self.written_by(arm, plain, constant.value, &mut all);
                }
            }
        }
        let all = Arc::new(all);
        *self.by_macros.borrow_mut() = Some(Arc::clone(&all));
        all
    }

    fn written_by(&self, arm: FnRef, name: &str, value: ExprId, all: &mut Written) {
        let unit = self.unit(arm.file);
        let params = unit.facts.params_of(self.function(arm));
        // One of a repetition has a value of its own, which is not told from the others' here.
        let Some(n) = params.iter().position(|param| unit.str(param.name) == name && !param.rest) else { return };
        let Some(callers) = self.callers(arm) else { return };
        for call in callers.iter() {
            let at = At::new(*call);
            let Some(bound) = self.bound_by(&at, arm) else { continue };
            let [given] = bound[n].as_slice() else { continue };
            let (Some(text), Some(frame)) = (self.dotted(&given.at), self.frame(&at, arm)) else { continue };
            let value = At { node: Node { file: arm.file, expr: value }, frame };
            all.entry(Name::of(&text)).or_default().push((*call, value));
        }
    }
}
