//! Which types can carry cost tags, and in which attribute: data of the providers' own schemas, in
//! `schemas/`, written by `xtask/terraform_schemas.py`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// How a type carries tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Not at all.
    None,
    /// In a map under this path.
    Map {
        /// The path as people write it: `settings.user_labels`.
        path: &'static str,
        /// Whether the provider's default tags reach it.
        defaults: bool,
    },
    /// In nested blocks of key and value.
    Blocks,
}

const FILES: [&str; 3] =
    [include_str!("schemas/aws.txt"), include_str!("schemas/azurerm.txt"), include_str!("schemas/google.txt")];

static WAYS: LazyLock<FxHashMap<&'static str, Way>> = LazyLock::new(|| {
    let lines = FILES.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#'));
    let mut ways = FxHashMap::default();
    for (way, kinds) in lines.filter_map(|line| line.split_once(": ")) {
        let way = match way {
            "none" => Way::None,
            "tag" => Way::Blocks,
            path => {
                let bare = path.strip_suffix('+');
                Way::Map { path: bare.unwrap_or(path), defaults: bare.is_some() }
            }
        };
        ways.extend(kinds.split(' ').map(|kind| (kind, way)));
    }
    ways
});

/// How a type carries tags; `None` where its provider's schema is not known.
pub(super) fn way_of(kind: &str) -> Option<Way> {
    WAYS.get(kind).copied()
}

#[cfg(test)]
mod tests {
    use super::{Way, way_of};

    #[test]
    fn types_carry_tags_as_their_schemas_say() {
        let map = |path, defaults| Some(Way::Map { path, defaults });
        assert_eq!(way_of("aws_s3_bucket"), map("tags", true));
        assert_eq!(way_of("aws_lb_listener_rule"), map("tags", true));
        assert_eq!(way_of("aws_kms_replica_key"), map("tags", true));
        assert_eq!(way_of("aws_autoscaling_group"), Some(Way::Blocks));
        assert_eq!(way_of("aws_iam_role_policy_attachment"), Some(Way::None));
        assert_eq!(way_of("google_storage_bucket"), map("labels", true));
        assert_eq!(way_of("google_sql_database_instance"), map("settings.user_labels", false));
        assert_eq!(way_of("google_monitoring_notification_channel"), Some(Way::None));
        assert_eq!(way_of("google_compute_firewall"), Some(Way::None));
        assert_eq!(way_of("azurerm_storage_account"), map("tags", false));
        assert_eq!(way_of("azurerm_subnet"), Some(Way::None));
        assert_eq!(way_of("random_id"), None);
    }
}
