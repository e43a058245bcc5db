//! What people are told of without having asked: it may not have been them.

use store::{SystemTx, TenantTx};

use super::{Letter, Outgoing};
use crate::silence::Silence;
use crate::{Caller, Directory, Error, Request, Role};
use chrono::{DateTime, Utc};
use store::AccountId;

/// Tells somebody that their password is another one (ASVS 6.3.7).
pub(crate) async fn password_changed(
    directory: &Directory,
    tx: &SystemTx,
    email: &str,
    request: &Request,
) -> Result<(), Error> {
    let letter = Letter::PasswordChanged {
        at: directory.now(),
        ip: request.ip.map(|ip| ip.to_string()),
    };
    let notice = Outgoing::notice(directory, email, letter);
    notice.write(directory, tx.mails()).await
}

/// Tells somebody that codes are asked for beside their password, or no longer (ASVS 6.3.7).
pub(crate) async fn second_factor_changed(
    directory: &Directory,
    tx: &SystemTx,
    email: &str,
    on: bool,
    request: &Request,
) -> Result<(), Error> {
    let letter = Letter::SecondFactorChanged {
        on,
        at: directory.now(),
        ip: request.ip.map(|ip| ip.to_string()),
    };
    let notice = Outgoing::notice(directory, email, letter);
    notice.write(directory, tx.mails()).await
}

/// Tells all owners of a tenant that it will be deleted.
pub(crate) async fn tenant_ends(
    directory: &Directory,
    tx: &TenantTx,
    caller: &Caller,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    if directory.post().is_none() {
        return Ok(());
    }
    let tenant = caller.tenant();
    let owners = tx
        .admins()
        .list()
        .await?
        .into_iter()
        .filter(|member| member.role == Role::Owner.as_str() && member.disabled_at.is_none());
    for owner in owners {
        let letter = Letter::TenantEnds {
            tenant: tenant.name().to_owned(),
            by: caller.actor().name(),
            at,
            page: format!(
                "{}/t/{}/settings/danger",
                directory.public_url(),
                tenant.slug()
            ),
        };
        let notice = Outgoing::notice(directory, &owner.email, letter);
        notice.write(directory, tx.mails()).await?;
    }
    Ok(())
}

/// Tells somebody that they have another role.
pub(crate) async fn role_changed(
    directory: &Directory,
    tx: &TenantTx,
    caller: &Caller,
    email: &str,
    role: Role,
) -> Result<(), Error> {
    let letter = Letter::RoleChanged {
        tenant: caller.tenant().name().to_owned(),
        role: role.as_str().to_owned(),
        by: caller.actor().name(),
    };
    let notice = Outgoing::notice(directory, email, letter);
    notice.write(directory, tx.mails()).await
}

/// Tells all other owners of a tenant that there is one more.
pub(crate) async fn owner_made(
    directory: &Directory,
    tx: &TenantTx,
    caller: &Caller,
    account: AccountId,
    email: &str,
) -> Result<(), Error> {
    if directory.post().is_none() {
        return Ok(());
    }
    let others = tx.admins().list().await?.into_iter().filter(|member| {
        let owns = member.role == Role::Owner.as_str() && member.disabled_at.is_none();
        owns && member.account_id != account
    });
    for owner in others {
        let letter = Letter::OwnerMade {
            tenant: caller.tenant().name().to_owned(),
            owner: email.to_owned(),
            by: caller.actor().name(),
        };
        let notice = Outgoing::notice(directory, &owner.email, letter);
        notice.write(directory, tx.mails()).await?;
    }
    Ok(())
}

/// Reminds owners and admins of a token that is about to end.
pub(crate) async fn token_ends(
    directory: &Directory,
    tx: &TenantTx,
    token: &store::tokens::Record,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    if directory.post().is_none() {
        return Ok(());
    }
    for reader in who_rotate(tx).await? {
        let letter = Letter::TokenEnds {
            tenant: tx.tenant().name().to_owned(),
            token: token.name.clone(),
            at,
            page: page_of(directory, tx, token),
        };
        let notice = Outgoing::notice(directory, &reader.email, letter);
        notice.write(directory, tx.mails()).await?;
    }
    Ok(())
}

/// Tells owners and admins that the client of a token has stopped calling.
pub(crate) async fn client_silent(
    directory: &Directory,
    tx: &TenantTx,
    token: &store::tokens::Record,
    silence: Silence,
) -> Result<(), Error> {
    if directory.post().is_none() {
        return Ok(());
    }
    for reader in who_rotate(tx).await? {
        let letter = Letter::ClientSilent {
            tenant: tx.tenant().name().to_owned(),
            token: token.name.clone(),
            since: silence.since,
            longest_hours: silence.longest.num_hours(),
            page: page_of(directory, tx, token),
        };
        let notice = Outgoing::notice(directory, &reader.email, letter);
        notice.write(directory, tx.mails()).await?;
    }
    Ok(())
}

/// Owners and admins who are not disabled.
async fn who_rotate(tx: &TenantTx) -> Result<Vec<store::admins::Record>, Error> {
    let roles = [Role::Owner.as_str(), Role::Admin.as_str()];
    let mut members = tx.admins().list().await?;
    members.retain(|member| roles.contains(&member.role.as_str()) && member.disabled_at.is_none());
    Ok(members)
}

fn page_of(directory: &Directory, tx: &TenantTx, token: &store::tokens::Record) -> String {
    let (url, slug) = (directory.public_url(), tx.tenant().slug());
    format!("{url}/t/{slug}/tokens/{}", token.id)
}
