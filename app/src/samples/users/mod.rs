//! Users.

mod deactivation;
mod lists;
mod person;
mod then;

pub(super) use lists::pager;

use super::{Sample, as_auditor, inside};
use crate::Page;
use deactivation::{deactivate, nothing_to_deactivate, refused_deactivation};
use lists::{
    all_columns, bad_filter, deleted_users, empty_users, filtered_users, hostile_users, users,
    users_then,
};
use person::{active_user, deleted_user, hostile_user, user, user_groups, user_history, user_raw};
use then::{hostile_then, user_then};

pub(super) fn samples() -> Vec<Sample> {
    vec![
        inside("users", Page::Users(users())),
        inside("users-filtered", Page::Users(filtered_users())),
        inside("users-all-columns", Page::Users(all_columns())),
        inside("users-deleted", Page::Users(deleted_users())),
        inside("users-bad-filter", Page::Users(bad_filter())),
        inside("users-empty", Page::Users(empty_users())),
        inside("users-then", Page::Users(users_then())),
        inside("users-hostile", Page::Users(hostile_users())),
        inside("user", Page::User(user())),
        inside("user-deleted", Page::User(deleted_user())),
        inside("user-groups", Page::UserGroups(user_groups())),
        inside("user-history", Page::UserHistory(user_history())),
        inside("user-raw", Page::UserRaw(user_raw())),
        inside("user-hostile", Page::User(hostile_user())),
        inside("user-deactivate", Page::UserDeactivate(deactivate())),
        inside(
            "user-deactivate-refused",
            Page::UserDeactivate(refused_deactivation()),
        ),
        inside(
            "user-deactivate-inactive",
            Page::UserDeactivate(nothing_to_deactivate()),
        ),
        inside("user-active", Page::User(active_user())),
        as_auditor("user-active-auditor", Page::User(active_user())),
        inside("user-then", Page::Then(user_then())),
        inside("user-then-gone", Page::Then(hostile_then())),
    ]
}
