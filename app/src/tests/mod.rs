//! What must hold for every page, and for the style sheet.

mod markup;
mod pages;
mod style;
