//! Ways by the keyboard: the palette and what follows g.

use std::collections::HashSet;

use super::html_of;
use crate::Page;
use crate::samples::all;
use crate::tests::markup::tags;

#[test]
fn what_the_palette_shows_are_the_options_of_a_list() {
    let page = all().into_iter().find(|sample| sample.name == "go-found");
    let Some(Page::Go(page)) = page.map(|sample| sample.page) else {
        panic!("the sample is of another page")
    };
    let html = crate::render_finds("acme", page);
    let tags = tags(&html);
    let options: Vec<_> = tags
        .iter()
        .filter(|tag| tag.get("role") == Some("option"))
        .collect();
    let ids: HashSet<_> = options.iter().filter_map(|tag| tag.get("id")).collect();
    assert!(options.len() > 5 && ids.len() == options.len(), "{html}");
    let links = options.iter().filter_map(|tag| tag.get("href"));
    assert!(links.clone().all(|href| href.starts_with('/')), "{html}");
    assert!(
        links.clone().any(|href| href == "/t/acme/users?q=a"),
        "{html}"
    );
    assert!(
        html.ends_with(&format!("<p>{} results</p>", options.len())),
        "{html}"
    );
}

#[test]
fn every_way_from_g_is_an_entry_of_the_rail_once() {
    let html = html_of("users");
    let (_, rail) = html.split_once("class=\"rail\"").unwrap();
    let (rail, _) = rail.split_once("</nav>").unwrap();
    let said = crate::text::shortcuts::ALL.iter();
    let said = said.filter_map(|shortcut| shortcut.keys.strip_prefix("g "));
    for key in said {
        let entry = format!("data-go=\"{key}\"");
        assert_eq!(rail.matches(&entry).count(), 1, "{key}");
    }
    assert_eq!(rail.matches("data-go=").count(), 8);
}
