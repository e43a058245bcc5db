//! What a member leaves to the others.

use store::{TenantTx, admins, saved_views};

use super::account_of;
use crate::saved_views::LONGEST_NAME;
use crate::{Caller, Error, Role};

/// Gives the views that a member shares to the caller, or to the owner who is there for longest.
/// What is kept in a name of their own keeps its name, unless the heir has a view of that name.
///
/// Says what was handed on to whom; without anybody to have them, they go with the member.
pub(super) async fn shared_views(
    tx: &TenantTx,
    caller: &Caller,
    leaving: &admins::Record,
) -> Result<Option<String>, Error> {
    let views = tx.saved_views().shared_by(leaving.id).await?;
    if views.is_empty() {
        return Ok(None);
    }
    let Some(heir) = heir(tx, caller, leaving).await? else {
        return Ok(None);
    };
    let mut taken: Vec<String> = tx
        .saved_views()
        .of(heir.id)
        .await?
        .iter()
        .map(|view| scim::fold(&view.name))
        .collect();
    let count = views.len();
    for view in views {
        let name = free_name(&view.name, &taken);
        taken.push(scim::fold(&name));
        let view = saved_views::Record {
            owner: heir.id,
            name,
            ..view
        };
        tx.saved_views().hand_on(&view).await?;
    }
    Ok(Some(format!(
        "shared views that were handed on to {}: {count}",
        heir.email
    )))
}

async fn heir(
    tx: &TenantTx,
    caller: &Caller,
    leaving: &admins::Record,
) -> Result<Option<admins::Record>, Error> {
    let members = tx.admins().list().await?;
    let stay = members
        .into_iter()
        .filter(|member| member.id != leaving.id && member.disabled_at.is_none());
    let acting = account_of(caller);
    Ok(stay
        .filter(|member| Some(member.account_id) == acting || member.role == Role::Owner.as_str())
        .min_by_key(|member| (Some(member.account_id) != acting, member.created_at)))
}

/// The name, or the first of `name 2`, `name 3`… that is free.
fn free_name(name: &str, taken: &[String]) -> String {
    let mut free = name.to_owned();
    let mut number = 2_u32;
    while taken.contains(&scim::fold(&free)) {
        let suffix = format!(" {number}");
        let kept = LONGEST_NAME - suffix.len();
        free = name.chars().take(kept).chain(suffix.chars()).collect();
        number += 1;
    }
    free
}

#[cfg(test)]
mod tests {
    use super::free_name;

    #[track_caller]
    fn check(name: &str, taken: &[&str], expected: &str) {
        let taken: Vec<String> = taken.iter().map(|name| scim::fold(name)).collect();
        assert_eq!(free_name(name, &taken), expected);
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        check("Errors", &[], "Errors");
        check("Errors", &["errors"], "Errors 2");
        check("Errors", &["ERRORS", "errors 2"], "Errors 3");
        let long = "ä".repeat(60);
        check(&long, &[&long], &format!("{} 2", "ä".repeat(58)));
    }
}
