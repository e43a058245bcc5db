//! What a tenant chooses of what RFC 7644 leaves to the server.

use std::fmt;
use std::str::FromStr;

use scim::Change;
use serde_json::{Map, Value};
use store::{Tenant, TenantTx, UseCase};

use super::longest_token::LongestToken;
use super::ways::{Way, Ways, WaysChange};
use super::{Tenants, subject};
use crate::audit::{Draft, Operation};
use crate::{Caller, Directory, Error, Permission};

/// A choice among words: its values, and its name in the database, in events and in forms.
macro_rules! choice {
    (
        $(#[doc = $doc:literal])+
        $name:ident = $key:literal {
            $(#[doc = $first_doc:literal])+ $first:ident = $first_word:literal,
            $(#[doc = $second_doc:literal])+ $second:ident = $second_word:literal,
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = $first_doc])+
            #[default]
            $first,
            $(#[doc = $second_doc])+
            $second,
        }

        impl $name {
            /// Both choices; the first is what holds where nothing was chosen.
            pub const ALL: [Self; 2] = [Self::$first, Self::$second];
            /// The name of the setting.
            pub const KEY: &'static str = $key;

            /// The word for it.
            pub fn as_str(self) -> &'static str {
                match self {
                    Self::$first => $first_word,
                    Self::$second => $second_word,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                Self::ALL
                    .into_iter()
                    .find(|choice| choice.as_str() == word)
                    .ok_or_else(|| concat!("use ", $first_word, " or ", $second_word).to_owned())
            }
        }
    };
}

choice! {
    /// What becomes of a request that is understood although it is not written as the RFCs ask.
    Strictness = "tolerance" {
        /// It is done, and its event names the tolerances.
        Forgiving = "forgiving",
        /// It is refused as a whole, unless the RFCs permit the tolerance; see
        /// [`Tolerance::permitted_by`](scim::Tolerance::permitted_by).
        Strict = "strict",
    }
}

choice! {
    /// What becomes of a user whom a client deletes. Groups are always removed.
    Deletion = "delete" {
        /// It is removed.
        Remove = "remove",
        /// It is deactivated and kept out of sight with its id, until it is created again.
        Hide = "hide",
    }
}

choice! {
    /// How a successful PATCH of a group is answered; RFC 7644 §3.5.2 allows both.
    GroupPatch = "group_patch" {
        /// 204, unless the request names `attributes`.
        NoContent = "no-content",
        /// 200 with the group.
        Resource = "resource",
    }
}

choice! {
    /// Whether members need a second factor to be let into the tenant's console.
    SecondFactor = "second_factor" {
        /// Whoever wants one has one.
        Optional = "optional",
        /// Nobody is let in without one.
        Required = "required",
    }
}

impl SecondFactor {
    /// What a tenant demands.
    pub(crate) fn of(tenant: &Tenant) -> Result<Self, Error> {
        chosen(tenant, tenant.settings(), Self::KEY)
    }
}

/// How SCIM behaves in one tenant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScimSettings {
    /// `tolerance`
    pub tolerance: Strictness,
    /// `delete`
    pub delete: Deletion,
    /// `group_patch`
    pub group_patch: GroupPatch,
    /// `raw_token`, `basic`, `oauth`
    pub ways: Ways,
    /// `second_factor`
    pub second_factor: SecondFactor,
    /// `longest_token`
    pub longest_token: LongestToken,
}

impl ScimSettings {
    /// The settings of a tenant as they were when the tenant was read.
    ///
    /// # Errors
    /// [`Error::Internal`] when a stored value makes no sense: guessing could delete what was to
    /// be kept.
    pub fn of(tenant: &Tenant) -> Result<Self, Error> {
        Self::read(tenant, tenant.settings())
    }

    fn read(tenant: &Tenant, stored: &Map<String, Value>) -> Result<Self, Error> {
        Ok(Self {
            tolerance: chosen(tenant, stored, Strictness::KEY)?,
            delete: chosen(tenant, stored, Deletion::KEY)?,
            group_patch: chosen(tenant, stored, GroupPatch::KEY)?,
            ways: Ways::read(stored),
            second_factor: chosen(tenant, stored, SecondFactor::KEY)?,
            longest_token: LongestToken::read(tenant, stored)?,
        })
    }

    /// Whether a tenant may have users who were deleted and kept: it hides them, or once did.
    pub(crate) fn may_have_kept(tenant: &Tenant) -> Result<bool, Error> {
        let hides = Self::of(tenant)?.delete == Deletion::Hide;
        Ok(hides || tenant.settings().contains_key(HAS_HIDDEN))
    }

    /// What decides who comes in, and for how long: changing it wants a fresh proof.
    fn guarded(self) -> (Ways, SecondFactor, LongestToken) {
        (self.ways, self.second_factor, self.longest_token)
    }

    /// Names and words, in the order in which they are shown.
    pub fn pairs(self) -> [(&'static str, String); 5 + Way::ALL.len()] {
        let [raw_token, basic, oauth] = self.ways.pairs().map(|(key, word)| (key, word.to_owned()));
        [
            (Strictness::KEY, self.tolerance.to_string()),
            (Deletion::KEY, self.delete.to_string()),
            (GroupPatch::KEY, self.group_patch.to_string()),
            raw_token,
            basic,
            oauth,
            (SecondFactor::KEY, self.second_factor.to_string()),
            (LongestToken::KEY, self.longest_token.to_string()),
        ]
    }
}

/// Stays when a tenant no longer hides whom it deletes: those that it hid are still there.
const HAS_HIDDEN: &str = "has_hidden";

/// A stored choice; the default where none was made.
pub(super) fn chosen<C: FromStr + Default>(
    tenant: &Tenant,
    stored: &Map<String, Value>,
    key: &str,
) -> Result<C, Error> {
    let Some(value) = stored.get(key) else {
        return Ok(C::default());
    };
    let word = value.as_str().and_then(|word| word.parse().ok());
    word.ok_or_else(|| {
        let inconsistent = store::Error::Inconsistent {
            table: "tenant",
            column: "settings",
            row: tenant.id().to_string(),
        };
        inconsistent.into()
    })
}

/// What is to be chosen; `None` leaves a setting as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SettingsChange {
    /// `tolerance`
    pub tolerance: Option<Strictness>,
    /// `delete`
    pub delete: Option<Deletion>,
    /// `group_patch`
    pub group_patch: Option<GroupPatch>,
    /// `raw_token`, `basic`, `oauth`
    pub ways: WaysChange,
    /// `second_factor`
    pub second_factor: Option<SecondFactor>,
    /// `longest_token`
    pub longest_token: Option<LongestToken>,
}

impl SettingsChange {
    fn apply(self, before: ScimSettings) -> ScimSettings {
        ScimSettings {
            tolerance: self.tolerance.unwrap_or(before.tolerance),
            delete: self.delete.unwrap_or(before.delete),
            group_patch: self.group_patch.unwrap_or(before.group_patch),
            ways: self.ways.apply(before.ways),
            second_factor: self.second_factor.unwrap_or(before.second_factor),
            longest_token: self.longest_token.unwrap_or(before.longest_token),
        }
    }
}

impl Tenants<'_> {
    /// Changes how SCIM behaves in the caller's tenant, from its next request on; answers what
    /// holds then.
    pub async fn set(
        &self,
        caller: &Caller,
        change: SettingsChange,
    ) -> Result<ScimSettings, Error> {
        caller.require(Permission::ManageTenant)?;
        let set = Set {
            directory: self.0.clone(),
            caller: caller.clone(),
            change,
        };
        self.0.write(caller, set).await
    }
}

struct Set {
    directory: Directory,
    caller: Caller,
    change: SettingsChange,
}

impl UseCase for Set {
    type Output = ScimSettings;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<ScimSettings, Error> {
        let tenant = self.caller.tenant();
        let stored = tx.settings().get_for_update().await?;
        let mut stored = stored.ok_or(Error::NotFound)?;
        let before = ScimSettings::read(tenant, &stored)?;
        let after = self.change.apply(before);
        if before.guarded() != after.guarded() {
            self.caller.require_proof(self.directory.now())?;
        }
        let changes = changes(before, after);
        if !changes.is_empty() {
            for (key, word) in after.pairs() {
                stored.insert(key.to_owned(), word.into());
            }
            if after.delete == Deletion::Hide {
                stored.insert(HAS_HIDDEN.to_owned(), true.into());
            }
            tx.settings().replace(&stored).await?;
        }
        let draft = Draft::new(Operation::SettingsUpdate)
            .subject(subject(tenant))
            .changes(changes);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(after)
    }
}

fn changes(before: ScimSettings, after: ScimSettings) -> Vec<Change> {
    let pairs = before.pairs().into_iter().zip(after.pairs());
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((key, before), (_, after))| Change::replaced(key, before, after))
        .collect()
}
