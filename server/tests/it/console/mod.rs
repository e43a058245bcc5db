//! The directory in the console: what members see of users and groups, take with them and may do.

mod data;
mod deactivation;
mod exports;
mod lists;
mod overview;
mod permalinks;
