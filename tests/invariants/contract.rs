//! The contract that clients build on.

use super::expected::same_as_file;
use super::graph::{Graph, entries, text};

#[test]
fn schema_is_current() {
    same_as_file("schema.graphql", &api::sdl());
}

#[tokio::test]
async fn everything_in_the_schema_is_described() {
    let graph = Graph::of_the_application().await;
    let mut seen = 0;
    let mut silent = Vec::new();
    let mut look = |at: String, description: &str| {
        seen += 1;
        if description.trim().is_empty() {
            silent.push(at);
        }
    };
    // The language itself defines `ID`, and the library leaves its description out.
    for one in graph.types().filter(|one| text(one, "name") != "ID") {
        let name = text(one, "name");
        look(name.to_owned(), text(one, "description"));
        for field in entries(one, "fields") {
            let at = format!("{name}.{}", text(field, "name"));
            for given in entries(field, "args") {
                look(format!("{at}({})", text(given, "name")), text(given, "description"));
            }
            look(at, text(field, "description"));
        }
        for given in entries(one, "inputFields").chain(entries(one, "enumValues")) {
            look(format!("{name}.{}", text(given, "name")), text(given, "description"));
        }
    }
    assert!(seen > 200, "{seen}");
    assert!(silent.is_empty(), "without a description: {silent:#?}");
}
