//! What pages are made of. All of it is rendered on the server.

pub(crate) mod arrivals;
pub(crate) mod chart;
pub(crate) mod choice;
pub(crate) mod columns;
pub(crate) mod diff;
pub(crate) mod elsewhere;
pub(crate) mod event;
pub(crate) mod explanation;
pub(crate) mod export;
pub(crate) mod field;
pub(crate) mod fill;
pub(crate) mod filters;
pub(crate) mod header;
pub(crate) mod headline;
pub(crate) mod json;
pub(crate) mod notice;
pub(crate) mod palette;
pub(crate) mod past;
pub(crate) mod requested;
pub(crate) mod status;
pub(crate) mod table;
pub(crate) mod tabs;
pub(crate) mod time;
pub(crate) mod timeline;
pub(crate) mod value;
pub(crate) mod views;
