//! The icons: drawn for Rollcall on a grid of 20, one stroke width, no font, no request.

use leptos::prelude::*;

/// An icon's name and its drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Brand,
    Overview,
    Users,
    Groups,
    Audit,
    Connect,
    Tokens,
    Members,
    Settings,
    Menu,
    Search,
    Copy,
    Eye,
    EyeOff,
    Check,
    Close,
    Warning,
    Info,
    ChevronDown,
    ChevronRight,
    ArrowLeft,
    ArrowRight,
    SortUp,
    SortDown,
    SignOut,
    System,
    Sun,
    Moon,
    /// Filled circle: it worked.
    Success,
    /// Hollow circle: nothing changed, or inactive.
    NoChange,
    /// Triangle: the caller's mistake.
    ClientError,
    /// Square: our mistake.
    ServerError,
    /// Circle with a bar: not allowed.
    Denied,
    /// Circle with two bars: waiting for a person.
    Held,
}

/// Three sliders.
const SLIDERS: &str = r#"<path d="M3 5.500h6M13 5.500h4M3 10h2M9 10h8M3 14.500h8M15 14.500h2"/><circle cx="11" cy="5.5" r="2"/><circle cx="7" cy="10" r="2"/><circle cx="13" cy="14.5" r="2"/>"#;

/// Somebody who is let in.
const PERSON_WITH_TICK: &str = r#"<circle cx="8" cy="6.8" r="2.8"/><path d="M3 16.2c.3-3 2.300-4.600 5-4.600 1.200 0 2.200.3 3 .9"/><path d="m12 14.600 1.800 1.800 3.200-3.600"/>"#;

impl Glyph {
    fn drawing(self) -> &'static str {
        match self {
            Self::Brand => {
                r#"<rect x="1" y="1" width="18" height="18" rx="5" fill="currentColor" stroke="none"/><path d="M5.2 6h5.3M5.2 10h3.6M5.2 14h2.6" class="cut"/><path d="m10.6 12.2 2 2.1 3.6-5" class="cut"/>"#
            }
            Self::Overview => {
                r#"<path d="M3 12.5a7 7 0 0 1 14 0"/><path d="m10 12.5 3-3.4"/><path d="M3 15.8h14"/>"#
            }
            Self::Users => {
                r#"<circle cx="7.6" cy="6.8" r="2.8"/><path d="M2.6 16.2c.3-3 2.3-4.6 5-4.6s4.7 1.6 5 4.6"/><path d="M12.8 4.300a2.7 2.7 0 0 1 0 5M14.3 11.900c1.8.5 2.9 2 3.1 4.3"/>"#
            }
            Self::Groups => {
                r#"<rect x="7" y="2.8" width="6" height="4.4" rx="1.2"/><rect x="2.4" y="12.8" width="6" height="4.4" rx="1.2"/><rect x="11.6" y="12.8" width="6" height="4.4" rx="1.2"/><path d="M10 7.200V10M5.4 12.800V11a1 1 0 0 1 1-1h7.200a1 1 0 0 1 1 1v1.8"/>"#
            }
            Self::Audit => {
                r#"<path d="M4 3.200h12M4 7.200h5.500M4 11.200h3.500M4 15.200h3.5"/><circle cx="13.2" cy="13" r="4"/><path d="M13.2 11v2.200l1.4.9"/>"#
            }
            Self::Connect => {
                r#"<path d="M7.2 2.800v4M12.8 2.800v4M4.8 6.800h10.400v2.400a5.2 5.2 0 0 1-10.4 0zM10 14.400v2.8"/>"#
            }
            Self::Tokens => {
                r#"<circle cx="6.6" cy="13.4" r="3.6"/><path d="m9.2 10.8 7.6-7.600M13.4 6.600l2.6 2.600M11.2 8.800l1.4 1.4"/>"#
            }
            Self::Members => PERSON_WITH_TICK,
            Self::Settings => SLIDERS,
            Self::Menu => r#"<path d="M3 5.500h14M3 10h14M3 14.500h14"/>"#,
            Self::Search => r#"<circle cx="8.8" cy="8.8" r="5.3"/><path d="m12.8 12.8 4 4"/>"#,
            Self::Copy => {
                r#"<rect x="7" y="7" width="10" height="10" rx="2"/><path d="M13 7V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h2"/>"#
            }
            Self::Eye => {
                r#"<path d="M2 10c1.8-3.4 4.6-5.2 8-5.200s6.2 1.8 8 5.200c-1.8 3.4-4.6 5.2-8 5.200S3.8 13.4 2 10z"/><circle cx="10" cy="10" r="2.4"/>"#
            }
            Self::EyeOff => {
                r#"<path d="M7.4 5.200A8 8 0 0 1 10 4.800c3.4 0 6.2 1.8 8 5.200a11 11 0 0 1-2.3 2.900M12.7 14.800a8 8 0 0 1-2.7.4c-3.4 0-6.2-1.8-8-5.200a11 11 0 0 1 2.6-3.200M3 3l14 14"/>"#
            }
            Self::Check => r#"<path d="m4 10.6 4 4 8-9"/>"#,
            Self::Close => r#"<path d="m5 5 10 10M15 5 5 15"/>"#,
            Self::Warning => {
                r#"<path d="M10 3.2 17.6 16.400H2.400z"/><path d="M10 8v4M10 14.100v.1"/>"#
            }
            Self::Info => {
                r#"<circle cx="10" cy="10" r="7.2"/><path d="M10 9.200v4.300M10 6.500v.1"/>"#
            }
            Self::ChevronDown => r#"<path d="m5.5 8 4.5 4.500L14.5 8"/>"#,
            Self::ChevronRight => r#"<path d="m8 5.5 4.5 4.500L8 14.5"/>"#,
            Self::ArrowLeft => r#"<path d="M16.5 10h-13M8.5 5l-5 5 5 5"/>"#,
            Self::ArrowRight => r#"<path d="M3.5 10h13M11.5 5l5 5-5 5"/>"#,
            Self::SortUp => r#"<path d="M10 16V4M5.5 8.5 10 4l4.5 4.5"/>"#,
            Self::SortDown => r#"<path d="M10 4v12M5.5 11.5 10 16l4.5-4.5"/>"#,
            Self::SignOut => {
                r#"<path d="M8 3H5a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h3M8.5 10h8.500M13.5 6.5 17 10l-3.5 3.5"/>"#
            }
            Self::System => {
                r#"<rect x="2.6" y="3.6" width="14.8" height="9.8" rx="1.6"/><path d="M7 16.800h6M10 13.400v3.4"/>"#
            }
            Self::Sun => {
                r#"<circle cx="10" cy="10" r="3.2"/><path d="M10 2.400v1.800M10 15.800v1.800M2.4 10h1.800M15.8 10h1.800M4.6 4.600l1.3 1.300M14.1 14.100l1.3 1.300M4.6 15.400l1.3-1.300M14.1 5.900l1.3-1.3"/>"#
            }
            Self::Moon => r#"<path d="M16.6 12.200A7 7 0 0 1 7.8 3.400a7 7 0 1 0 8.8 8.800z"/>"#,
            Self::Success => r#"<circle cx="10" cy="10" r="5.5" fill="currentColor"/>"#,
            Self::NoChange => r#"<circle cx="10" cy="10" r="5.5"/>"#,
            Self::ClientError => r#"<path d="M10 4 16.5 15.500h-13z" fill="currentColor"/>"#,
            Self::ServerError => {
                r#"<rect x="4.5" y="4.5" width="11" height="11" rx="1" fill="currentColor"/>"#
            }
            Self::Denied => r#"<circle cx="10" cy="10" r="6"/><path d="m5.8 14.2 8.4-8.4"/>"#,
            Self::Held => {
                r#"<circle cx="10" cy="10" r="6"/><path d="M8.3 7.600v4.800M11.7 7.600v4.8"/>"#
            }
        }
    }
}

/// One icon. It is decoration: the words beside it, or the control's label, carry the meaning.
#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 20 20"
            width="20"
            height="20"
            aria-hidden="true"
            inner_html=glyph.drawing()
        ></svg>
    }
}
