//! The schema as clients see it: by introspection.

use serde_json::Value;

const INTROSPECTION: &str = "{ __schema { queryType { name } mutationType { name }
    types { kind name description
        fields(includeDeprecated: true) { name description args { ...Given } type { ...Of } }
        inputFields { ...Given }
        enumValues(includeDeprecated: true) { name description } } } }
    fragment Given on __InputValue { name description defaultValue type { ...Of } }
    fragment Of on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The answer below `__schema`.
pub struct Graph(Value);

/// A field of `Query` or `Mutation`.
pub struct RootField<'a> {
    /// `query` or `mutation`.
    pub operation: &'static str,
    /// Its name.
    pub name: &'a str,
    /// What it takes and gives.
    pub about: &'a Value,
}

impl Graph {
    pub async fn of_the_application() -> Self {
        let answer = api::schema::build().execute(INTROSPECTION).await;
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        let data = answer.data.into_json().expect("JSON");
        Self(data["__schema"].clone())
    }

    /// Every type that is ours.
    pub fn types(&self) -> impl Iterator<Item = &Value> {
        let all = self.0["types"].as_array().expect("types").iter();
        all.filter(|one| !text(one, "name").starts_with("__"))
    }

    /// The type of that name.
    pub fn named(&self, name: &str) -> &Value {
        self.types().find(|one| text(one, "name") == name).expect("a type of that name")
    }

    pub fn root_fields(&self) -> Vec<RootField<'_>> {
        let of = |operation, key: &str| {
            let root = self.named(text(&self.0[key], "name"));
            entries(root, "fields").map(move |about| RootField {
                operation,
                name: text(about, "name"),
                about,
            })
        };
        of("query", "queryType").chain(of("mutation", "mutationType")).collect()
    }

    /// Where below an argument an id is asked for: `input.cohortId`; a list ends with `.0`.
    pub fn id_paths(&self, argument: &Value) -> Vec<String> {
        let name = text(argument, "name");
        let named = innermost(&argument["type"]);
        let here = if is_list(&argument["type"]) { format!("{name}.0") } else { name.to_owned() };
        match (text(named, "kind"), text(named, "name")) {
            (_, "ID") => vec![here],
            ("INPUT_OBJECT", input) => entries(self.named(input), "inputFields")
                .flat_map(|field| self.id_paths(field))
                .map(|path| format!("{here}.{path}"))
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl RootField<'_> {
    /// What to select: its name is enough of an object.
    pub fn selection(&self) -> &'static str {
        let inner = innermost(&self.about["type"]);
        let kind = text(inner, "kind");
        // A page says whether it holds anything by its end.
        if text(inner, "name").ends_with("Connection") {
            return "{ pageInfo { endCursor } }";
        }
        if ["OBJECT", "INTERFACE", "UNION"].contains(&kind) { "{ __typename }" } else { "" }
    }

    /// A document that asks for this field alone, with all its arguments as variables.
    pub fn document(&self, selection: &str) -> String {
        let each = |form: fn(&str, &str) -> String| -> String {
            let given = entries(self.about, "args")
                .map(|one| form(text(one, "name"), &written(&one["type"])))
                .collect::<Vec<_>>();
            if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) }
        };
        let variables = each(|name, of| format!("${name}: {of}"));
        let arguments = each(|name, _| format!("{name}: ${name}"));
        format!("{}{variables} {{ {}{arguments} {selection} }}", self.operation, self.name)
    }
}

/// The entries of a list that may be null.
pub fn entries<'a>(of: &'a Value, list: &str) -> impl Iterator<Item = &'a Value> {
    of[list].as_array().into_iter().flatten()
}

/// A text that may be null.
pub fn text<'a>(of: &'a Value, key: &str) -> &'a str {
    of[key].as_str().unwrap_or_default()
}

fn innermost(of: &Value) -> &Value {
    if of["ofType"].is_null() { of } else { innermost(&of["ofType"]) }
}

fn is_list(of: &Value) -> bool {
    text(of, "kind") == "LIST" || (!of["ofType"].is_null() && is_list(&of["ofType"]))
}

fn written(of: &Value) -> String {
    match text(of, "kind") {
        "NON_NULL" => format!("{}!", written(&of["ofType"])),
        "LIST" => format!("[{}]", written(&of["ofType"])),
        _ => text(of, "name").to_owned(),
    }
}
