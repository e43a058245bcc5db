//! The audit operations in words, and the one sentence an event page begins with.

/// An operation in words. Sentences may hold `{actor}` and `{target}`.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// As in the event.
    pub name: &'static str,
    /// In lists and filters.
    pub label: &'static str,
    pub done: &'static str,
    pub refused: &'static str,
}

const fn op(
    name: &'static str,
    label: &'static str,
    done: &'static str,
    refused: &'static str,
) -> Operation {
    Operation {
        name,
        label,
        done,
        refused,
    }
}

/// The known operations, in the order in which the filter offers them.
pub const OPERATIONS: &[Operation] = &[
    op(
        "user.create",
        "Create user",
        "{actor} created the user {target}",
        "{actor} could not create the user {target}",
    ),
    op(
        "user.update",
        "Update user",
        "{actor} changed {target}",
        "{actor} could not change {target}",
    ),
    op(
        "user.deactivate",
        "Deactivate user",
        "{actor} deactivated {target}",
        "{actor} could not deactivate {target}",
    ),
    op(
        "user.reactivate",
        "Reactivate user",
        "{actor} reactivated {target}",
        "{actor} could not reactivate {target}",
    ),
    op(
        "user.delete",
        "Delete user",
        "{actor} deleted the user {target}",
        "{actor} could not delete the user {target}",
    ),
    op(
        "user.read",
        "Read user",
        "{actor} read {target}",
        "{actor} could not read {target}",
    ),
    op(
        "user.list",
        "List users",
        "{actor} listed users",
        "{actor} could not list users",
    ),
    op(
        "group.create",
        "Create group",
        "{actor} created the group {target}",
        "{actor} could not create the group {target}",
    ),
    op(
        "group.update",
        "Update group",
        "{actor} changed {target}",
        "{actor} could not change {target}",
    ),
    op(
        "group.members",
        "Change members",
        "{actor} changed the members of {target}",
        "{actor} could not change the members of {target}",
    ),
    op(
        "group.delete",
        "Delete group",
        "{actor} deleted the group {target}",
        "{actor} could not delete the group {target}",
    ),
    op(
        "group.read",
        "Read group",
        "{actor} read {target}",
        "{actor} could not read {target}",
    ),
    op(
        "group.list",
        "List groups",
        "{actor} listed groups",
        "{actor} could not list groups",
    ),
    op(
        "bulk",
        "Bulk request",
        "{actor} sent a bulk request",
        "{actor} could not run a bulk request",
    ),
    op(
        "search",
        "Search",
        "{actor} searched",
        "{actor} could not search",
    ),
    op(
        "discovery.read",
        "Read discovery",
        "{actor} read what this service can do",
        "{actor} could not read what this service can do",
    ),
    op(
        "schema.create",
        "Register schema",
        "{actor} registered the schema {target}",
        "{actor} could not register the schema {target}",
    ),
    op(
        "schema.update",
        "Change schema",
        "{actor} changed the schema {target}",
        "{actor} could not change the schema {target}",
    ),
    op(
        "schema.delete",
        "Remove schema",
        "{actor} removed the schema {target}",
        "{actor} could not remove the schema {target}",
    ),
    op(
        "token.issue",
        "Issue token",
        "{actor} issued the token {target}",
        "{actor} could not issue the token {target}",
    ),
    op(
        "token.rotate",
        "Rotate token",
        "{actor} rotated the token {target}",
        "{actor} could not rotate the token {target}",
    ),
    op(
        "token.expiring",
        "Token about to end",
        "The token {target} is about to end",
        "The token {target} is about to end",
    ),
    op(
        "token.revoke",
        "Revoke token",
        "{actor} revoked the token {target}",
        "{actor} could not revoke the token {target}",
    ),
    op(
        "connection.silent",
        "Client silent",
        "The client of {target} has fallen silent",
        "The client of {target} has fallen silent",
    ),
    op(
        "guide_link.create",
        "Make guide link",
        "{actor} made a link to the guide for {target}",
        "{actor} could not make a link to the guide for {target}",
    ),
    op(
        "guide_link.withdraw",
        "Withdraw guide link",
        "{actor} withdrew a link to the guide for {target}",
        "{actor} could not withdraw a link to the guide for {target}",
    ),
    op(
        "client.issue",
        "Issue OAuth client",
        "{actor} issued the OAuth client {target}",
        "{actor} could not issue the OAuth client {target}",
    ),
    op(
        "client.expiring",
        "OAuth client about to end",
        "The OAuth client {target} is about to end",
        "The OAuth client {target} is about to end",
    ),
    op(
        "client.rotate",
        "Rotate client secret",
        "{actor} rotated the secret of the OAuth client {target}",
        "{actor} could not rotate the secret of the OAuth client {target}",
    ),
    op(
        "client.end_secret",
        "End old client secret",
        "{actor} ended the old secret of the OAuth client {target}",
        "{actor} could not end the old secret of the OAuth client {target}",
    ),
    op(
        "client.revoke",
        "Revoke OAuth client",
        "{actor} revoked the OAuth client {target}",
        "{actor} could not revoke the OAuth client {target}",
    ),
    op(
        "oauth.token",
        "Give access token",
        "{actor} was given an access token",
        "{actor} was given no access token",
    ),
    op(
        "tenant.create",
        "Create tenant",
        "{actor} created the tenant {target}",
        "{actor} could not create the tenant {target}",
    ),
    op(
        "tenant.suspend",
        "Suspend tenant",
        "{actor} suspended the tenant {target}",
        "{actor} could not suspend the tenant {target}",
    ),
    op(
        "tenant.resume",
        "Resume tenant",
        "{actor} let the tenant {target} go on",
        "{actor} could not let the tenant {target} go on",
    ),
    op(
        "tenant.schedule_deletion",
        "Schedule deletion",
        "{actor} wants the tenant {target} deleted in a week",
        "{actor} could not schedule the deletion of {target}",
    ),
    op(
        "tenant.cancel_deletion",
        "Cancel deletion",
        "{actor} took back that the tenant {target} is deleted",
        "{actor} could not cancel the deletion of {target}",
    ),
    op(
        "tenant.delete",
        "Delete tenant",
        "{actor} deleted the tenant {target}",
        "{actor} could not delete the tenant {target}",
    ),
    op(
        "tenant.sign_in",
        "Change sign-in",
        "{actor} changed how members of {target} sign in",
        "{actor} could not change how members of {target} sign in",
    ),
    op(
        "settings.update",
        "Change settings",
        "{actor} changed the settings of {target}",
        "{actor} could not change the settings of {target}",
    ),
    op(
        "member.create",
        "Create member",
        "{actor} made {target} a member",
        "{actor} could not make {target} a member",
    ),
    op(
        "member.invite",
        "Invite member",
        "{actor} invited {target}",
        "{actor} could not invite {target}",
    ),
    op(
        "member.join",
        "Join",
        "{target} accepted the invitation",
        "{target} could not accept the invitation",
    ),
    op(
        "member.withdraw",
        "Withdraw invitation",
        "{actor} withdrew the invitation of {target}",
        "{actor} could not withdraw the invitation of {target}",
    ),
    op(
        "member.role",
        "Change role",
        "{actor} changed the role of {target}",
        "{actor} could not change the role of {target}",
    ),
    op(
        "member.enable",
        "Enable member",
        "{actor} let {target} in again",
        "{actor} could not let {target} in again",
    ),
    op(
        "member.remove",
        "Remove member",
        "{actor} removed {target}",
        "{actor} could not remove {target}",
    ),
    op(
        "member.reset",
        "Make password link",
        "{actor} made a link for {target} to choose another password",
        "{actor} could not make a password link for {target}",
    ),
    op(
        "member.password",
        "Change password",
        "{actor} chose another password",
        "{actor} could not choose another password",
    ),
    op(
        "member.second_factor",
        "Change second factor",
        "{actor} changed the second factor of {target}",
        "{actor} could not change the second factor of {target}",
    ),
    op(
        "member.disable",
        "Disable member",
        "{actor} disabled {target}",
        "{actor} could not disable {target}",
    ),
    op(
        "login.success",
        "Sign in",
        "{actor} signed in",
        "{actor} could not sign in",
    ),
    op(
        "login.failure",
        "Failed sign-in",
        "{actor} failed to sign in",
        "{actor} failed to sign in",
    ),
    op(
        "login.confirm",
        "Confirm password",
        "{actor} gave their password again",
        "{actor} failed to give their password again",
    ),
    op(
        "login.end",
        "Sign out",
        "{actor} signed out",
        "{actor} could not sign out",
    ),
    op(
        "audit.read",
        "Read audit log",
        "{actor} read the audit log",
        "{actor} could not read the audit log",
    ),
    op(
        "directory.export",
        "Export directory",
        "{actor} exported users or groups",
        "{actor} could not export users or groups",
    ),
    op(
        "audit.export",
        "Export audit log",
        "{actor} exported the audit log",
        "{actor} could not export the audit log",
    ),
    op(
        "audit.try",
        "Try a request again",
        "{actor} tried a refused request again, without writing",
        "{actor} could not try a refused request again",
    ),
    op(
        "audit.purge",
        "Let go of what is old",
        "{actor} let go of what is older than it is kept",
        "{actor} could not let go of what is old",
    ),
    op(
        "audit.erase",
        "Erase a person",
        "{actor} erased {target} from what was kept",
        "{actor} could not erase {target}",
    ),
    op(
        "view.create",
        "Save view",
        "{actor} saved the view {target}",
        "{actor} could not save the view {target}",
    ),
    op(
        "view.update",
        "Change view",
        "{actor} changed the view {target}",
        "{actor} could not change the view {target}",
    ),
    op(
        "view.delete",
        "Delete view",
        "{actor} deleted the view {target}",
        "{actor} could not delete the view {target}",
    ),
    op(
        "view.restore",
        "Restore view",
        "{actor} brought back the view {target}",
        "{actor} could not bring back the view {target}",
    ),
    op(
        "audit.evidence",
        "Make evidence pack",
        "{actor} made an evidence pack",
        "{actor} could not make an evidence pack",
    ),
    op(
        "access.denied",
        "Refuse access",
        "{actor} was refused",
        "{actor} was refused access",
    ),
    op(
        "request.unknown",
        "Unknown request",
        "{actor} asked for something that does not exist",
        "{actor} asked for something that does not exist",
    ),
];

/// Families that the filter offers as a whole: the value of `op` and its label.
pub const FAMILIES: [(&str, &str); 8] = [
    ("user", "Any on users"),
    ("group", "Any on groups"),
    ("schema", "Any on schemas"),
    ("token", "Any on tokens"),
    ("client", "Any on OAuth clients"),
    ("member", "Any on members"),
    ("view", "Any on views"),
    ("login", "Any sign-in"),
];

pub const SET_VALUE: &str = "{actor} set {path} to {value} for {target}";
pub const REMOVED_VALUE: &str = "{actor} removed {path} from {target}";
pub const CHANGED_SEVERAL: &str = "{actor} changed {count} of {target}";
pub const NOTHING_CHANGED: &str = "{actor} sent {target} again; nothing changed";
pub const UNKNOWN_DONE: &str = "{actor}: {operation} on {target}";
pub const UNKNOWN_ALONE: &str = "{actor}: {operation}";
pub const UNAUTHENTICATED: &str = "A request without a valid credential was refused";

/// An actor whose client is known: `Okta (token okta-2026-11)`.
pub const PROVIDER_WITH_TOKEN: &str = "{provider} (token {name})";

pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

/// In words where known, else as it is.
pub fn label(name: &str) -> String {
    find(name).map_or_else(|| name.to_owned(), |operation| operation.label.to_owned())
}

pub fn attributes(count: u64) -> String {
    super::plural(count, "{n} attribute", "{n} attributes")
}
