//! What was there at the end of the span, and which tokens there are.

use std::collections::HashMap;

use serde_json::Value;
use store::audit::Event;
use store::versions::{Moment, State};
use store::{Id, Kind, TenantRead, UserId, groups, users};

use super::pack::Pack;
use crate::oauth::Client;
use crate::past::{self, seen};
use crate::tokens::{Token, TokenState};
use crate::{Caller, Error, timestamp};

/// Users or groups that are in memory at once, with the groups that they belong to.
const PORTION: u64 = 100;
/// Members of a group that are in memory at once.
const MEMBERS: u64 = 500;

const USERS: &[&str] = &[
    "id",
    "user_name",
    "name",
    "external_id",
    "active",
    "groups",
    "created_at",
    "changed_at",
];
const GROUPS: &[&str] = &[
    "id",
    "name",
    "external_id",
    "members",
    "created_at",
    "changed_at",
];
const GROUP_MEMBERS: &[&str] = &[
    "group_id",
    "group",
    "type",
    "id",
    "user_name",
    "name",
    "active",
    "member_since",
];
const TOKENS: &[&str] = &[
    "id",
    "name",
    "prefix",
    "scope",
    "state",
    "created_at",
    "created_by",
    "expires_at",
    "revoked_at",
    "last_used_at",
    "last_used_ip",
    "networks",
    "identity_provider",
];

impl Pack {
    /// `users.csv`
    pub(super) async fn users(&mut self, at: Moment) -> Result<(), Error> {
        self.out.table("users.csv", USERS).await?;
        let read = self.read();
        let mut after = None;
        while let Some((states, last)) = next(&read, Kind::User, at, after).await? {
            after = Some(last);
            let ids: Vec<UserId> = states.iter().map(|state| Id::from_uuid(state.id)).collect();
            let mut groups: HashMap<UserId, usize> = HashMap::new();
            for (user, _) in read.versions().groups_of(&ids, at).await? {
                *groups.entry(user).or_default() += 1;
            }
            for state in states {
                let user: users::Record = seen(&self.caller, state)?;
                let groups = groups.get(&user.id).copied().unwrap_or_default();
                if user.active {
                    self.counts.active += 1;
                } else {
                    self.counts.inactive += 1;
                }
                self.out.row(user_cells(user, groups)).await?;
            }
        }
        Ok(())
    }

    /// `groups.csv`
    pub(super) async fn groups(&mut self, at: Moment) -> Result<(), Error> {
        self.out.table("groups.csv", GROUPS).await?;
        let read = self.read();
        let mut after = None;
        while let Some((states, last)) = next(&read, Kind::Group, at, after).await? {
            after = Some(last);
            for state in states {
                let group: groups::Record = seen(&self.caller, state)?;
                let versions = read.versions();
                let members = versions.count_members(group.id, group.version).await?;
                self.counts.groups += 1;
                self.out.row(group_cells(group, members)).await?;
            }
        }
        Ok(())
    }

    /// `group_members.csv`
    pub(super) async fn group_members(&mut self, at: Moment) -> Result<(), Error> {
        self.out.table("group_members.csv", GROUP_MEMBERS).await?;
        let read = self.read();
        let mut after = None;
        while let Some((states, last)) = next(&read, Kind::Group, at, after).await? {
            after = Some(last);
            for state in states {
                let group: groups::Record = seen(&self.caller, state)?;
                self.members_of(&read, &group, at).await?;
            }
        }
        Ok(())
    }

    async fn members_of(
        &mut self,
        read: &TenantRead,
        group: &groups::Record,
        at: Moment,
    ) -> Result<(), Error> {
        let mut after = None;
        loop {
            let versions = read.versions();
            let members = versions
                .members(group.id, group.version, at, after, MEMBERS)
                .await?;
            let Some(last) = members.last() else {
                return Ok(());
            };
            after = Some(last.row_id);
            for member in members {
                let kind = match member.kind {
                    store::members::Kind::User => "User",
                    store::members::Kind::Group => "Group",
                };
                let name = member.display().to_owned();
                let active = member.active.map(|active| active.to_string());
                self.counts.memberships += 1;
                self.out
                    .row(vec![
                        group.id.to_string(),
                        group.display_name.clone(),
                        kind.to_owned(),
                        member.id.to_string(),
                        member.user_name.unwrap_or_default(),
                        name,
                        active.unwrap_or_default(),
                        timestamp(member.created_at),
                    ])
                    .await?;
            }
        }
    }

    /// `tokens.csv`
    pub(super) async fn tokens(&mut self) -> Result<(), Error> {
        self.out.table("tokens.csv", TOKENS).await?;
        let now = self.directory.now();
        for token in self.directory.tokens().list(&self.caller).await? {
            let state = token.state(now);
            self.counts.tokens += 1;
            self.counts.live_tokens += u64::from(state == TokenState::Live);
            self.out.row(token_cells(token, state)).await?;
        }
        for client in self.directory.clients().list(&self.caller).await? {
            let state = client.state(now);
            self.counts.tokens += 1;
            self.counts.live_tokens += u64::from(state == TokenState::Live);
            self.out.row(client_cells(client, state)).await?;
        }
        Ok(())
    }
}

/// The next users or groups that were there then, and the place of the last one.
async fn next(
    read: &TenantRead,
    kind: Kind,
    at: Moment,
    after: Option<store::versions::Place>,
) -> Result<Option<(Vec<State>, store::versions::Place)>, Error> {
    Ok(read.versions().list(kind, at, after, PORTION).await?)
}

/// The `userName` of whom an event is about: as the event says it, else as it was then.
pub(super) async fn user_name(
    read: &TenantRead,
    caller: &Caller,
    event: &Event,
) -> Result<Option<String>, Error> {
    let mut changes = event.changes.as_array().into_iter().flatten();
    if let Some(change) = changes.find(|change| change["path"] == "userName") {
        let said = [&change["after"], &change["before"]];
        if let Some(name) = said.into_iter().find_map(Value::as_str) {
            return Ok(Some(name.to_owned()));
        }
    }
    let id = event.resource_id.as_deref();
    let Some((id, seq)) = id.and_then(UserId::parse).zip(event.seq) else {
        return Ok(None);
    };
    // Who was deleted was there before the event.
    let seq = seq - i64::from(event.operation == "user.delete");
    let user = past::resource(read, caller, Kind::User, id, Moment::Seq(seq)).await?;
    Ok(user.map(|user: users::Record| user.user_name))
}

fn user_cells(user: users::Record, groups: usize) -> Vec<String> {
    vec![
        user.id.to_string(),
        user.user_name,
        user.display_name.unwrap_or_default(),
        user.external_id.unwrap_or_default(),
        user.active.to_string(),
        groups.to_string(),
        timestamp(user.created_at),
        timestamp(user.updated_at),
    ]
}

fn group_cells(group: groups::Record, members: i64) -> Vec<String> {
    vec![
        group.id.to_string(),
        group.display_name,
        group.external_id.unwrap_or_default(),
        members.to_string(),
        timestamp(group.created_at),
        timestamp(group.updated_at),
    ]
}

fn state_word(state: TokenState) -> String {
    let word = match state {
        TokenState::Live => "live",
        TokenState::Expired => "expired",
        TokenState::Revoked => "revoked",
    };
    word.to_owned()
}

/// An OAuth client in the columns of tokens: what it calls itself is its prefix.
fn client_cells(client: Client, state: TokenState) -> Vec<String> {
    let time = |at: Option<_>| at.map_or_else(String::new, timestamp);
    let networks: Vec<String> = client.allow.iter().map(ToString::to_string).collect();
    vec![
        client.id.to_string(),
        client.name,
        client.client_id,
        client.scope.to_string(),
        state_word(state),
        timestamp(client.created_at),
        client.created_by,
        time(client.expires_at),
        time(client.revoked_at),
        time(client.last_used_at),
        client.last_used_ip.unwrap_or_default(),
        networks.join(" "),
        client.idp.unwrap_or_default(),
    ]
}

fn token_cells(token: Token, state: TokenState) -> Vec<String> {
    let time = |at: Option<_>| at.map_or_else(String::new, timestamp);
    let networks: Vec<String> = token.allow.iter().map(ToString::to_string).collect();
    vec![
        token.id.to_string(),
        token.name,
        token.prefix,
        token.scope.to_string(),
        state_word(state),
        timestamp(token.created_at),
        token.created_by,
        time(token.expires_at),
        time(token.revoked_at),
        time(token.last_used_at),
        token.last_used_ip.unwrap_or_default(),
        networks.join(" "),
        token.idp.unwrap_or_default(),
    ]
}
