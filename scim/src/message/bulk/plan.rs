//! In which order the operations of a request can be done.

use super::{Action, Identifier, Operation, resolve};
use std::collections::{BTreeSet, HashMap};

/// What is done at once: one operation, or creations that refer to each other in a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The operations, by their positions in the request.
    pub operations: Vec<usize>,
    /// Creations of other steps that these refer to; they come before.
    pub needs: BTreeSet<usize>,
}

/// The order in which operations can be done: that of the request, but for creations, each of
/// which comes before the first operation that refers to it.
pub fn plan(operations: &[Operation]) -> Vec<Step> {
    let creations: HashMap<&str, usize> = operations
        .iter()
        .enumerate()
        .filter(|(_, operation)| matches!(operation.action, Ok(Action::Create(_))))
        .filter_map(|(index, operation)| Some((operation.bulk_id.as_deref()?, index)))
        .collect();
    let needs: Vec<BTreeSet<usize>> = operations
        .iter()
        .map(|operation| needs(operation, &creations))
        .collect();
    let mut search = Search {
        places: vec![Place::Unvisited; needs.len()],
        needs: &needs,
        open: Vec::new(),
        visited: 0,
        steps: Vec::new(),
    };
    for operation in 0..operations.len() {
        if search.places[operation] == Place::Unvisited {
            search.visit(operation);
        }
    }
    search.steps
}

/// The creations that an operation refers to.
fn needs(operation: &Operation, creations: &HashMap<&str, usize>) -> BTreeSet<usize> {
    let Ok(action) = &operation.action else {
        return BTreeSet::new();
    };
    let mut needs = BTreeSet::new();
    let mut note = |bulk_id: &str| {
        needs.extend(creations.get(bulk_id));
        Some(String::new())
    };
    if let Some(Identifier::BulkId(bulk_id)) = action.target().map(|target| &target.id) {
        note(bulk_id);
    }
    drop(resolve(&operation.data, &mut note));
    needs
}

/// How far the search has come with an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Unvisited,
    /// Visited as that many-th; what it needs is not known to be done yet.
    Open(usize),
    Done,
}

/// Tarjan's search for strongly connected components, which finds what is needed first.
struct Search<'n> {
    needs: &'n [BTreeSet<usize>],
    places: Vec<Place>,
    open: Vec<usize>,
    visited: usize,
    steps: Vec<Step>,
}

impl Search<'_> {
    /// Visits an operation; answers the earliest open operation that it leads back to.
    ///
    /// No deeper than there are operations.
    fn visit(&mut self, operation: usize) -> usize {
        let own = self.visited;
        self.visited += 1;
        self.places[operation] = Place::Open(own);
        self.open.push(operation);
        let needs = self.needs;
        let mut earliest = own;
        for &need in &needs[operation] {
            let reached = match self.places[need] {
                Place::Unvisited => self.visit(need),
                Place::Open(visited) => visited,
                Place::Done => continue,
            };
            earliest = earliest.min(reached);
        }
        if earliest == own {
            self.close(operation);
        }
        earliest
    }

    /// Makes a step of an operation and of all that are in a circle with it.
    fn close(&mut self, operation: usize) {
        let first = self.open.iter().position(|&open| open == operation);
        let mut operations = self.open.split_off(first.unwrap_or_default());
        operations.sort_unstable();
        let mut needs = BTreeSet::new();
        for &operation in &operations {
            self.places[operation] = Place::Done;
            needs.extend(&self.needs[operation]);
        }
        needs.retain(|need| operations.binary_search(need).is_err());
        self.steps.push(Step { operations, needs });
    }
}
