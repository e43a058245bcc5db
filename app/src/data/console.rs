//! The console's own lists: who is in it, what they keep there, and tenants.

use serde_json::{Value, json};

use super::{text, time_if};
use crate::model::account::SessionRow;
use crate::model::member::{InvitationRow, MemberRow};
use crate::model::operator::TenantRow;
use crate::model::saved_view::SavedView;
use crate::model::{Instant, Membership};

pub(super) fn member(row: &MemberRow) -> Value {
    json!({
        "id": row.id,
        "email": row.email,
        "role": row.role.word(),
        "since": row.since.iso,
        // To the day, as on the page.
        "last_seen": row.last_seen.as_ref().map(Instant::date),
        "second_factor": row.second_factor,
        "disabled": time_if(row.disabled.as_ref()),
    })
}

pub(super) fn invitation(row: &InvitationRow) -> Value {
    json!({
        "id": row.id,
        "email": row.email,
        "role": row.role.word(),
        "invited_by": text(&row.invited_by),
        "expires": row.expires.iso,
    })
}

/// A saved view of the audit log.
pub(super) fn view(view: &SavedView) -> Value {
    json!({
        "id": view.id,
        "name": view.name,
        "query": view.query,
        "line": view.line,
        "shared": view.shared,
        // Who shares it, where that is somebody else.
        "owner": view.owner,
    })
}

/// One of one's own sessions; its id ends it and opens nothing.
pub(super) fn session(row: &SessionRow) -> Value {
    json!({
        "id": row.name,
        "browser": row.browser,
        "system": row.system,
        "ip": row.ip,
        "started": row.started.iso,
        "seen": row.seen.iso,
        "this": row.this,
        "through": row.through,
    })
}

/// One's place in a tenant.
pub(super) fn membership(membership: &Membership) -> Value {
    json!({
        "slug": membership.tenant.slug,
        "name": membership.tenant.name,
        "role": membership.role.word(),
        "suspended": membership.suspended,
        "deletion": time_if(membership.deletion.as_ref()),
    })
}

/// A tenant as operators see it.
pub(super) fn tenant(row: &TenantRow) -> Value {
    json!({
        "slug": row.slug,
        "name": row.name,
        "created": row.created.iso,
        "suspended": time_if(row.suspended.as_ref()),
        "users": row.users,
        "groups": row.groups,
        "tokens": row.tokens,
        "members": row.members,
    })
}
