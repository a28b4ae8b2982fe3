//! What a bare name means at a point of the file: a local variable, or something that link must
//! find.
//!
//! Bindings live in one table indexed by string, and an undo log gives the outer ones back. So a
//! look-up costs one index and a scope costs what it binds.

use skinflint_facts::{Sym, VarId};

const UNBOUND: VarId = VarId(u32::MAX);

/// The names of all open scopes.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    bound: Vec<VarId>,
    /// The serial number of the scope that decided last about a name.
    decided: Vec<u32>,
    undo: Vec<(Sym, VarId)>,
    /// Where the undo log of the innermost scope starts, if that is a class body: its names are
    /// not seen from the scopes inside.
    class_from: Option<usize>,
    serial: u32,
    newest: u32,
}

/// An open scope, to be given back to [`Scopes::close`].
#[derive(Debug)]
pub(super) struct Opened {
    mark: usize,
    hidden: Vec<(Sym, VarId)>,
    outer_class: Option<usize>,
    outer_serial: u32,
}

impl Scopes {
    /// Opens a scope inside the current one.
    pub(super) fn open(&mut self, class: bool) -> Opened {
        let mut hidden = Vec::new();
        let outer_class = self.class_from.take();
        if let Some(from) = outer_class {
            while self.undo.len() > from {
                let Some((name, outer)) = self.undo.pop() else { break };
                hidden.push((name, self.bound[name.index()]));
                self.bound[name.index()] = outer;
            }
        }
        let mark = self.undo.len();
        if class {
            self.class_from = Some(mark);
        }
        self.newest += 1;
        let outer_serial = std::mem::replace(&mut self.serial, self.newest);
        Opened { mark, hidden, outer_class, outer_serial }
    }

    /// Closes the innermost scope.
    pub(super) fn close(&mut self, opened: Opened) {
        while self.undo.len() > opened.mark {
            let Some((name, outer)) = self.undo.pop() else { break };
            self.bound[name.index()] = outer;
        }
        for (name, inner) in opened.hidden.into_iter().rev() {
            self.undo.push((name, self.bound[name.index()]));
            self.bound[name.index()] = inner;
        }
        self.class_from = opened.outer_class;
        self.serial = opened.outer_serial;
    }

    /// Binds a name in the innermost scope; `None`: it is no local variable, whatever the outer
    /// scopes say.
    pub(super) fn bind(&mut self, name: Sym, var: Option<VarId>) {
        self.decide(name);
        let var = var.unwrap_or(UNBOUND);
        let outer = std::mem::replace(&mut self.bound[name.index()], var);
        if outer != var {
            self.undo.push((name, outer));
        }
    }

    /// Leaves a name to the outer scopes.
    pub(super) fn decide(&mut self, name: Sym) {
        if name.index() >= self.bound.len() {
            let len = (name.index() + 1).next_power_of_two().max(64);
            self.bound.resize(len, UNBOUND);
            self.decided.resize(len, 0);
        }
        self.decided[name.index()] = self.serial;
    }

    /// Whether the innermost scope has said what the name means.
    pub(super) fn is_decided(&self, name: Sym) -> bool {
        self.decided.get(name.index()).is_some_and(|by| *by == self.serial && self.serial != 0)
    }

    /// The local variable that a name means here.
    pub(super) fn get(&self, name: Sym) -> Option<VarId> {
        self.bound.get(name.index()).copied().filter(|var| *var != UNBOUND)
    }
}
