//! What runs in the browser. An island's arguments are written into the page, so none of them is
//! ever a secret: islands are given the id of an element and read it when they are used.

pub mod arrivals;
pub mod copy;
pub mod live;
pub mod reveal;
pub mod strength;
