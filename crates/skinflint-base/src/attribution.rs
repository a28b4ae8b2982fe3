//! Whose cost a finding is: the *allocation* of the FinOps Framework, as far as tags and code owners say.

/// What a cost is booked on. Empty where nothing says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribution {
    /// The service, by the resource's tags.
    pub service: Option<String>,
    /// The team, by the resource's tags.
    pub team: Option<String>,
    /// The environment, by the resource's tags.
    pub env: Option<String>,
    /// Whose budget it is, by the resource's tags.
    pub budget_owner: Option<String>,
    /// The account in the ledger, by the resource's tags.
    pub ledger_account: Option<String>,
    /// Who owns the file, by the repository's `CODEOWNERS`.
    pub code_owners: Vec<String>,
}

impl Attribution {
    /// The owner where nobody is named.
    pub const UNALLOCATED: &'static str = "unallocated";

    /// Who is to be asked: whose budget it is, else the team, else the first code owner, else
    /// `unallocated`.
    #[must_use]
    pub fn owner(&self) -> &str {
        let tagged = self.budget_owner.as_deref().or(self.team.as_deref());
        tagged.or(self.code_owners.first().map(String::as_str)).unwrap_or(Self::UNALLOCATED)
    }
}

#[cfg(test)]
mod tests {
    use super::Attribution;

    #[test]
    fn a_tag_beats_a_code_owner_and_nobody_is_told_too() {
        let mut attribution = Attribution::default();
        assert_eq!(attribution.owner(), "unallocated");
        attribution.code_owners = vec!["@org/shop".to_owned(), "@org/ops".to_owned()];
        assert_eq!(attribution.owner(), "@org/shop");
        attribution.team = Some("checkout".to_owned());
        assert_eq!(attribution.owner(), "checkout");
        attribution.budget_owner = Some("retail".to_owned());
        assert_eq!(attribution.owner(), "retail");
    }
}
