//! Every sample page, looked at as a browser would.

mod audit;
mod forms;
mod keys;
mod roles;
mod secrecy;
mod structure;
mod times;

use std::collections::HashSet;

use super::markup::{Tag, tags};
use crate::render;
use crate::samples::{Sample, all};

#[track_caller]
fn each(check: impl Fn(&Sample, &str, &[Tag])) {
    for sample in all() {
        let html = render(sample.shell.clone(), sample.page.clone());
        let tags = tags(&html);
        check(&sample, &html, &tags);
    }
}

fn html_of(name: &str) -> String {
    let sample = all()
        .into_iter()
        .find(|sample| sample.name == name)
        .unwrap();
    render(sample.shell, sample.page)
}

fn count(tags: &[Tag], name: &str) -> usize {
    tags.iter().filter(|tag| tag.name == name).count()
}

#[test]
fn every_kind_of_page_has_a_sample() {
    let kinds: HashSet<_> = all()
        .iter()
        .map(|s| std::mem::discriminant(&s.page))
        .collect();
    assert_eq!(kinds.len(), 70);
}

#[test]
fn sample_names_are_unique() {
    let samples = all();
    let names: HashSet<_> = samples.iter().map(|sample| sample.name).collect();
    assert_eq!(names.len(), samples.len());
}
