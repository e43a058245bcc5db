//! What surrounds every page: head, rail, header, footer.

use leptos::prelude::*;

use crate::account_menu::AccountMenu;
use crate::components::clock::Clock;
use crate::components::fill::fill;
use crate::components::notice::{Banner, Tone};
use crate::components::palette::{PaletteDialog, PaletteLink};
use crate::components::time::Moment;
use crate::footer::{Footer, PrintHead};
use crate::hydration::Hydration;
use crate::icons::{Glyph, Icon};
use crate::model::{Display, Flash, Instant, Theme, Viewer};
use crate::page::Page;
use crate::pages;
use crate::paths;
use crate::place::Place;
use crate::rail::{Menu, Rail};
use crate::text::{self, shell as words};

/// The surroundings of one answer.
#[derive(Clone, Debug)]
pub struct Shell {
    pub assets: Assets,
    /// The CSP nonce of this answer.
    pub nonce: String,
    pub theme: Theme,
    pub display: Display,
    pub request_id: String,
    pub now: Instant,
    /// Of Rollcall, in the footer.
    pub version: String,
    /// The address of this page: scheme, host, path and query. Printed above a page on paper.
    pub url: String,
    /// The path and query to which a form of the frame leads back.
    pub back: String,
    /// Served over plain HTTP: a banner says so on every page.
    pub insecure: bool,
    /// `None` while signed out.
    pub viewer: Option<Viewer>,
    /// What the redirect that led here has to say.
    pub flash: Option<Flash>,
}

/// Addresses of the embedded assets, from the manifest.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    pub css: String,
    pub js: String,
    pub wasm: String,
    pub palette: String,
    pub shortcuts: String,
    pub times: String,
    pub favicon: String,
}

/// When and where this answer was made, for error pages and the footer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Circumstances {
    pub(crate) request_id: String,
    pub(crate) now: Instant,
    pub(crate) url: String,
    pub(crate) version: String,
}

/// The whole document of a page.
pub fn document(shell: Shell, page: Page) -> impl IntoView {
    provide(&shell);
    let tenant = shell
        .viewer
        .as_ref()
        .and_then(|viewer| viewer.membership.as_ref());
    let title = page.title(tenant.map(|membership| membership.tenant.name.as_str()));
    let islands = page.has_islands();
    let fixed = page.fixed();
    let results = page.has_results();
    let section = page.section();
    let wide = page.is_wide();
    let framed = tenant.is_some();
    let slug = Place::current().slug;
    let permalink = fixed.map_or_else(|| shell.url.clone(), |query| paths::audit(&slug, &query));
    // The guide is read by people who are not signed in, too.
    let scripts = scripts(&shell, matches!(page, Page::Guide(_)));
    let content = pages::content(page);
    let body = if framed {
        view! { <Framed shell=shell.clone() section permalink>{content}</Framed> }.into_any()
    } else {
        view! { <Bare shell=shell.clone() wide permalink>{content}</Bare> }.into_any()
    };
    view! {
        <!DOCTYPE html>
        <html
            lang="en"
            dir="ltr"
            data-theme=shell.theme.word()
            data-density=shell.display.density.word()
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content=color_scheme(shell.theme)/>
                <meta name="robots" content="noindex"/>
                <title>{title}</title>
                <link rel="stylesheet" href=shell.assets.css.clone()/>
                <link rel="icon" type="image/svg+xml" href=shell.assets.favicon.clone()/>
                {scripts}
                {islands.then(|| view! { <Hydration assets=shell.assets nonce=shell.nonce/> })}
            </head>
            <body>
                <div class="skip-links">
                    <a href="#main">{words::SKIP_TO_CONTENT}</a>
                    {results.then(|| view! { <a href="#results">{words::SKIP_TO_RESULTS}</a> })}
                </div>
                {shell
                    .insecure
                    .then(|| {
                        view! {
                            <section class="insecure" aria-label=words::CONNECTION>
                                {words::INSECURE}
                            </section>
                        }
                    })}
                {body}
            </body>
        </html>
    }
}

/// The scripts that are no islands: the palette in a tenant, single keys for whoever wants them, and
/// times that go on where there are any.
fn scripts(shell: &Shell, is_guide: bool) -> Vec<AnyView> {
    let viewer = shell.viewer.as_ref();
    let palette = viewer.is_some_and(|viewer| viewer.membership.is_some());
    let palette = palette.then(|| shell.assets.palette.clone());
    let keys = hears_keys(shell).then(|| shell.assets.shortcuts.clone());
    let tag = |src| view! { <script type="module" nonce=shell.nonce.clone() src=src></script> };
    let times = (is_guide || viewer.is_some()).then(|| shell.assets.times.clone());
    let sources = palette.into_iter().chain(keys).chain(times);
    sources.map(|src| tag(src).into_any()).collect()
}

fn hears_keys(shell: &Shell) -> bool {
    shell.viewer.is_some() && shell.display.single_keys
}

/// What components look up instead of passing it through every level.
fn provide(shell: &Shell) {
    Place::provide(shell.viewer.as_ref());
    provide_context(shell.theme);
    provide_context(shell.display.zone.clone());
    provide_context(shell.display.clone());
    provide_context(Circumstances {
        request_id: shell.request_id.clone(),
        now: shell.now.clone(),
        url: shell.url.clone(),
        version: shell.version.clone(),
    });
    if let Some(viewer) = shell.viewer.clone() {
        provide_context(viewer);
    }
    if let Some(flash) = shell.flash.clone() {
        provide_context(flash);
    }
}

fn color_scheme(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "light dark",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

/// A page inside a tenant: rail, header, footer.
#[component]
fn Framed(
    shell: Shell,
    section: Option<Section>,
    permalink: String,
    children: Children,
) -> impl IntoView {
    let Place { slug, tenant, .. } = Place::current();
    let keys = hears_keys(&shell);
    let membership = shell
        .viewer
        .as_ref()
        .and_then(|viewer| viewer.membership.as_ref());
    let suspended = membership.is_some_and(|membership| membership.suspended);
    let deletion = membership.and_then(|membership| membership.deletion.clone());
    let deletion = deletion.map(|at| {
        let page = paths::deletion(&slug);
        // On that page itself there is nowhere to go.
        (at, (shell.back != page).then_some(page))
    });
    view! {
        <div class="app">
            <Rail slug=slug.clone() section/>
            <TopBar shell slug=slug.clone() section/>
            <PrintHead tenant/>
            <main id="main" tabindex="-1">
                {suspended.then(|| view! {
                    <Banner tone=Tone::Warning><p>{words::SUSPENDED}</p></Banner>
                })}
                {deletion.map(|(at, page)| view! {
                    <Banner tone=Tone::Danger>
                        <p>
                            {fill(words::TO_BE_DELETED, |placeholder| {
                                let at = at.clone();
                                (placeholder == "at").then(|| view! { <Moment at/> }.into_any())
                            })}
                            {page.map(|href| view! { " "<a href=href>{words::DELETION}</a> })}
                        </p>
                    </Banner>
                })}
                {children()}
            </main>
            <Footer permalink/>
        </div>
        <PaletteDialog slug/>
        {keys.then(|| view! { <pages::ShortcutSheet/> })}
    }
    .into_any()
}

/// A page outside any tenant: one column, narrow unless it holds a table.
#[component]
fn Bare(shell: Shell, wide: bool, permalink: String, children: Children) -> impl IntoView {
    let keys = hears_keys(&shell);
    let class = if wide { "bare-main wide" } else { "bare-main" };
    let viewer = shell.viewer;
    view! {
        <div class="bare">
            <header class="bare-head">
                <a class="brand" href=paths::HOME>
                    <Icon glyph=Glyph::Brand/>
                    {text::PRODUCT}
                </a>
                {viewer.map(|viewer| view! { <AccountMenu viewer theme=shell.theme/> })}
            </header>
            <PrintHead tenant=text::PRODUCT.to_owned()/>
            <main id="main" tabindex="-1" class=class>{children()}</main>
            <Footer permalink/>
        </div>
        {keys.then(|| view! { <pages::ShortcutSheet/> })}
    }
    .into_any()
}

/// The part of the console a page belongs to: its entry in the rail is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Overview,
    Users,
    Groups,
    Audit,
    Connect,
    Tokens,
    Members,
    Settings,
}

#[component]
fn TopBar(shell: Shell, slug: String, section: Option<Section>) -> impl IntoView {
    let viewer = shell.viewer;
    let tenant = Place::current().tenant;
    let several = viewer.as_ref().is_some_and(|viewer| viewer.several_tenants);
    let csrf = viewer.as_ref().map(|viewer| viewer.csrf.clone());
    let csrf = csrf.unwrap_or_default();
    view! {
        <header class="topbar">
            <Menu slug=slug.clone() section/>
            <div class="tenant">
                <bdi class="tenant-name">{tenant}</bdi>
                {several.then(|| view! { <a href=paths::TENANTS>{words::SWITCH_TENANT}</a> })}
            </div>
            <PaletteLink slug/>
            <Clock now=shell.now display=shell.display back=shell.back csrf/>
            {viewer.map(|viewer| view! { <AccountMenu viewer theme=shell.theme/> })}
        </header>
    }
    .into_any()
}
