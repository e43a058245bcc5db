//! Which value of a claim is which role.

use serde_json::{Value, json};

use crate::Role;

/// Who becomes what, by a claim of the ID token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRules {
    /// The name of the claim; its value is a text or an array of texts.
    pub claim: String,
    /// Values that make an owner.
    pub owner: Vec<String>,
    /// Values that make an admin.
    pub admin: Vec<String>,
    /// Values that make an auditor.
    pub auditor: Vec<String>,
    /// What everybody else becomes; `None` when nobody else may sign in.
    pub others: Option<Role>,
}

impl RoleRules {
    /// The claim where none was named.
    pub const CLAIM: &'static str = "roles";

    pub(super) fn read(claim: String, values: &Value, others: Option<Role>) -> Option<Self> {
        let of = |role: Role| -> Option<Vec<String>> {
            serde_json::from_value(values.get(role.as_str())?.clone()).ok()
        };
        Some(Self {
            claim,
            owner: of(Role::Owner)?,
            admin: of(Role::Admin)?,
            auditor: of(Role::Auditor)?,
            others,
        })
    }

    pub(super) fn stored(&self) -> Value {
        json!({"owner": self.owner, "admin": self.admin, "auditor": self.auditor})
    }

    /// The values that make somebody one of that role.
    pub fn values(&self, role: Role) -> &[String] {
        match role {
            Role::Owner => &self.owner,
            Role::Admin => &self.admin,
            Role::Auditor => &self.auditor,
        }
    }

    /// The role of somebody whose claim has that value: of several the one that may most. Values
    /// are compared as they are, with their letter case.
    pub fn role(&self, claim: Option<&Value>) -> Option<Role> {
        let said: Vec<&str> = match claim {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let named = |role: &Role| {
            let mut values = self.values(*role).iter();
            values.any(|value| said.contains(&value.as_str()))
        };
        Role::ALL.into_iter().find(named).or(self.others)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::RoleRules;
    use crate::Role;

    fn check(claim: &Value, others: Option<Role>, expected: Option<Role>) {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        let rules = RoleRules {
            claim: "roles".to_owned(),
            owner: texts(&["root"]),
            admin: texts(&["it", "ops"]),
            auditor: texts(&["audit"]),
            others,
        };
        assert_eq!(rules.role(Some(claim)), expected, "{claim}");
        let stored = RoleRules::read("roles".to_owned(), &rules.stored(), others);
        assert_eq!(stored, Some(rules));
    }

    #[test]
    fn the_claim_says_the_role_and_of_several_the_one_that_may_most() {
        check(&json!("ops"), None, Some(Role::Admin));
        check(&json!(["audit", "root"]), None, Some(Role::Owner));
        check(&json!(["audit", 7, null]), None, Some(Role::Auditor));
        check(&json!("OPS"), None, None);
        check(&json!("ops it"), None, None);
        check(&json!({"roles": "root"}), None, None);
        check(&json!(null), Some(Role::Auditor), Some(Role::Auditor));
        check(&json!([]), Some(Role::Admin), Some(Role::Admin));
        check(&json!("root"), Some(Role::Auditor), Some(Role::Owner));
    }
}
