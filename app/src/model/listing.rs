//! Where a page of rows stands in its list. Paging is by keyset cursor: no page numbers.

/// How many rows the list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    Exactly(u64),
    /// Counting stopped here (100 000 for users and groups).
    MoreThan(u64),
}

/// The position of the shown rows, and the cursors of the neighbouring pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pager {
    /// 1-based position of the first row shown, when the server knows it.
    pub first: Option<u64>,
    pub total: Total,
    /// The value of `cursor` that leads to the previous page.
    pub previous: Option<String>,
    /// The value of `cursor` that leads to the next page.
    pub next: Option<String>,
}

/// Page sizes a person can choose.
pub const LIMITS: [u16; 4] = [25, 50, 100, 200];
/// The page size without a choice.
pub const DEFAULT_LIMIT: u16 = 50;
