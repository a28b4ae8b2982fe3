//! The fields a note can have, and the spellings by which people write their names.

/// A field of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// What the change costs or saves: [`crate::CostImpact`].
    CostImpact,
    /// How the change is undone: what to do, or the id of the kill switch.
    Rollback,
    /// Who answers for the cost.
    Owner,
    /// What the spend brings in.
    Roi,
    /// The switch that stops the spend without a release.
    KillSwitch,
    /// When the spend ends, or what ends it.
    Exit,
    /// Whose budget it is.
    BudgetOwner,
}

impl Field {
    /// All of them, in the order of a draft.
    pub const ALL: [Self; 7] =
        [Self::CostImpact, Self::Rollback, Self::Owner, Self::Roi, Self::KillSwitch, Self::Exit, Self::BudgetOwner];

    /// The name as notes, policies and messages write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CostImpact => "Cost-Impact",
            Self::Rollback => "Rollback",
            Self::Owner => "Owner",
            Self::Roi => "ROI",
            Self::KillSwitch => "Kill-Switch",
            Self::Exit => "Exit",
            Self::BudgetOwner => "Budget-Owner",
        }
    }

    /// The field of a name. Case does not matter, and spaces, `-` and `_` are one: `Cost impact`,
    /// `cost_impact` and `COST-IMPACT` are the same field. Emphasis around the name is ignored.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        // The longest name with decoration is far below this; a paragraph is no name.
        if name.len() > 64 {
            return None;
        }
        let plain: String = name
            .chars()
            // Marks that no reader sees (byte order mark, zero-width space and joiners) hide no field.
            .filter(|c| !matches!(c, '*' | '`' | '#' | '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}'))
            .map(|c| if matches!(c, '_' | '-') || c.is_whitespace() { ' ' } else { c })
            .flat_map(char::to_lowercase)
            .collect();
        let words: Vec<&str> = plain.split_whitespace().collect();
        Some(match words.join(" ").as_str() {
            "cost impact" | "costimpact" => Self::CostImpact,
            "rollback" | "roll back" | "rollback plan" => Self::Rollback,
            "owner" => Self::Owner,
            "roi" => Self::Roi,
            "kill switch" | "killswitch" => Self::KillSwitch,
            "exit" | "exit plan" | "exit criteria" => Self::Exit,
            "budget owner" => Self::BudgetOwner,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Field;

    #[test]
    fn a_name_is_known_however_it_is_written() {
        for name in ["Cost-Impact", "cost impact", "COST_IMPACT", "**Cost-Impact**", "Cost\u{a0}impact"] {
            assert_eq!(Field::of(name), Some(Field::CostImpact), "{name}");
        }
        assert!(Field::ALL.iter().all(|field| Field::of(field.name()) == Some(*field)));
        assert_eq!(Field::of("Cost"), None);
        assert_eq!(Field::of(&"owner ".repeat(1000)), None);
    }
}
