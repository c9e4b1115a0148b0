//! Circles among the prerequisites of modules.

use std::collections::BTreeMap;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::error::{LibraryError, Problem};
use super::file::{ModuleFile, Text};
use super::load::Source;

/// Refuses modules that need each other in a circle, and names the circle.
pub(super) fn refuse_cycles(modules: &[Source<'_, ModuleFile>]) -> Result<(), LibraryError> {
    let graph = needs(modules);
    for component in tarjan_scc(&graph) {
        let start = component[0];
        if component.len() > 1 || graph.contains_edge(start, start) {
            return Err(report(modules, &walk(&graph, &component)));
        }
    }
    Ok(())
}

/// An edge from each module to each module that it needs. Node numbers are positions in the list.
fn needs(modules: &[Source<'_, ModuleFile>]) -> DiGraph<(), ()> {
    let mut graph = DiGraph::new();
    let mut nodes = BTreeMap::new();
    for module in modules {
        nodes.insert(module.content.code.value.as_str(), graph.add_node(()));
    }
    for module in modules {
        for need in &module.content.needs {
            let ends =
                (nodes.get(module.content.code.value.as_str()), nodes.get(need.value.as_str()));
            if let (Some(from), Some(to)) = ends {
                graph.add_edge(*from, *to, ());
            }
        }
    }
    graph
}

/// Walks inside a strongly connected component until a node comes back, and keeps the circle.
fn walk(graph: &DiGraph<(), ()>, component: &[NodeIndex]) -> Vec<NodeIndex> {
    let mut path = Vec::new();
    let mut node = component.iter().min().copied();
    while let Some(current) = node {
        if let Some(start) = path.iter().position(|seen| *seen == current) {
            return path.split_off(start);
        }
        path.push(current);
        node = graph.neighbors(current).filter(|next| component.contains(next)).min();
    }
    path
}

fn report(modules: &[Source<'_, ModuleFile>], circle: &[NodeIndex]) -> LibraryError {
    let first = &modules[circle[0].index()];
    let next = code(modules, circle[1 % circle.len()]);
    let closed = circle.iter().chain(circle.first());
    let names: Vec<&str> = closed.map(|node| code(modules, *node).value.as_str()).collect();
    let problem = Problem::NeedsCycle { cycle: names.join(" needs ") };
    let mut needs = first.content.needs.iter();
    let place = needs.find(|need| need.value == next.value);
    let place = place.unwrap_or(&first.content.code);
    first.reader.error(place, problem)
}

fn code<'a>(modules: &'a [Source<'_, ModuleFile>], node: NodeIndex) -> &'a Text {
    &modules[node.index()].content.code
}
