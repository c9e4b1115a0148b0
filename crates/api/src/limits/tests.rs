use std::time::{Duration, Instant};

use async_graphql::Variables;
use async_graphql::parser::parse_query;
use serde_json::json;

use super::*;

/// The query that GraphiQL and other tools send, with nine levels of `ofType`.
const INTROSPECTION: &str = "query IntrospectionQuery { __schema { description queryType { name } mutationType { name }
    subscriptionType { name } types { ...FullType }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
  fragment FullType on __Type { kind name description specifiedByURL isOneOf
    fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue }
      type { ...TypeRef } isDeprecated deprecationReason }
    inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
    possibleTypes { ...TypeRef } }
  fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
  fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

fn with(document: &str, variables: serde_json::Value) -> Result<(), LimitError> {
    source(document)?;
    let parsed = parse_query(document).expect("the document parses");
    guard(&parsed, &Variables::from_json(variables))
}

fn of(document: &str) -> Result<(), LimitError> {
    with(document, json!({}))
}

fn exceeded(what: &'static str, allowed: u64) -> Result<(), LimitError> {
    Err(LimitError::Exceeded { what, allowed })
}

/// `levels` fragments, each of which spreads the next one twice.
fn bomb(levels: usize, innermost: &str) -> String {
    let steps = (0..levels)
        .map(|step| format!("fragment f{step} on T{{...f{next} ...f{next}}}", next = step + 1));
    let steps: String = steps.collect();
    format!("{{n{{...f0}}}}{steps}fragment f{levels} on T{{{innermost}}}")
}

fn quickly<T>(work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let result = work();
    assert!(begun.elapsed() < Duration::from_millis(50), "{:?}", begun.elapsed());
    result
}

#[test]
fn nested_fragments_are_not_written_out() {
    for innermost in ["a", "...unknown", "a@skip(if:true)", "x:a", "__schema{types{name}}"] {
        let document = bomb(49, innermost);
        assert!(quickly(|| of(&document)).is_err(), "{innermost}");
    }
    assert_eq!(of(&bomb(8, "a")), Ok(()));
    assert_eq!(of(&bomb(9, "a")), exceeded("fields", FIELDS));
    assert_eq!(of(&bomb(50, "a")), exceeded("fragments", FRAGMENTS));
}

#[test]
fn a_bomb_that_no_operation_uses_is_refused_as_well() {
    let document = bomb(30, "a").replacen("...f0", "a", 1);
    assert_eq!(of(&document), exceeded("fields", FIELDS));
}

#[test]
fn cycles_are_refused() {
    assert_eq!(of("{...a} fragment a on T{...a}"), Err(LimitError::Cycle("a".to_owned())));
    assert!(matches!(
        of("{...a} fragment a on T{x{...b}} fragment b on T{...a}"),
        Err(LimitError::Cycle(_))
    ));
    assert!(matches!(
        of("{x} fragment a on T{...b} fragment b on T{...a}"),
        Err(LimitError::Cycle(_))
    ));
    assert_eq!(of("{...a ...a} fragment a on T{x}"), Ok(()));
}

#[test]
fn depth_counts_fields_through_fragments() {
    let nested = |depth: usize| format!("{}a{}", "{a".repeat(depth - 1) + "{", "}".repeat(depth));
    assert_eq!(of(&nested(12)), Ok(()));
    assert_eq!(of(&nested(13)), exceeded("nested fields", DEPTH));
    let halves = |below: usize| format!("{{a{{a{{...f}}}}}} fragment f on T{}", nested(below));
    assert_eq!(of(&halves(10)), Ok(()));
    assert_eq!(of(&halves(11)), exceeded("nested fields", DEPTH));
}

#[test]
fn nesting_that_would_exhaust_a_stack_is_refused_before_parsing() {
    for open in ["{a", "[", "{a(b:", "{...", "{a(b:{c:", "query($a:["] {
        let document = open.repeat(DOCUMENT_BYTES / open.len());
        assert_eq!(quickly(|| source(&document)), exceeded("nested brackets", BRACKETS), "{open}");
    }
    let inline = format!("{}a{}", "{...".repeat(40) + "{", "}".repeat(41));
    assert_eq!(of(&inline), Ok(()));
}

#[test]
fn brackets_hide_in_no_string_and_no_comment() {
    let brackets = "[".repeat(100);
    let harmless = [
        format!("\"{brackets}\""),
        format!("\"\\\"{brackets}\""),
        format!("\"\"\"{brackets}\"\"\""),
        format!("#{brackets}"),
    ];
    for text in harmless {
        assert_eq!(source(&format!("{{a(b:{text}\n)}}")), Ok(()), "{text}");
    }
    // The parser takes an unclosed block string for an empty string, and goes on behind it.
    for start in [
        "#\n",
        "#\r",
        "\"\"",
        "\"a\"",
        "\"\n",
        "[\"\"\"a\"",
        "\"\"\"\"\"\"",
        "\"\"\"\\\"\"\"\"\"\"",
    ] {
        assert!(source(&format!("{{a(b:{start}{brackets}")).is_err(), "{start}");
    }
}

#[test]
fn size_aliases_roots_arguments_and_directives_are_counted() {
    assert_eq!(source(&"a".repeat(DOCUMENT_BYTES)), Ok(()));
    assert!(source(&"a".repeat(DOCUMENT_BYTES + 1)).is_err());
    let many = |count: usize, one: &str| {
        (0..count).map(|n| one.replace('#', &n.to_string())).collect::<String>()
    };
    assert_eq!(of(&format!("{{n{{{}}}}}", many(50, "a#:b "))), Ok(()));
    assert_eq!(of(&format!("{{n{{{}}}}}", many(51, "a#:b "))), exceeded("aliases", ALIASES));
    let spread = format!("{{{}}} fragment f on T{{x:b y:b z:b}}", many(17, "n#{...f}"));
    assert_eq!(of(&spread), exceeded("aliases", ALIASES));
    assert_eq!(of(&format!("{{{}}}", many(20, "a#:b "))), Ok(()));
    assert_eq!(
        of(&format!("{{...f}} fragment f on T{{{}}}", many(21, "a#:b "))),
        exceeded("root fields", ROOT_FIELDS)
    );
    assert_eq!(
        of(&format!("{{a({})}}", many(33, "b#:1 "))),
        exceeded("arguments of one field", ARGUMENTS)
    );
    assert_eq!(of(&format!("{{a{}}}", many(51, "@d# "))), exceeded("directives", DIRECTIVES));
    assert_eq!(
        of(&format!("query {} {{a}}", many(51, "@d# "))),
        exceeded("directives", DIRECTIVES)
    );
    assert_eq!(of(&format!("{{n{{{}}}}}", many(1_000, "b "))), exceeded("fields", FIELDS));
    assert_eq!(of(&many(501, "query q#{n{b}}")), exceeded("fields", FIELDS));
}

#[test]
fn guesses_cannot_be_batched() {
    let refused = exceeded("fields that take a password or token", CREDENTIAL_FIELDS);
    assert_eq!(of("mutation{signIn(input:{}){a}}"), Ok(()));
    assert_eq!(of("mutation{a:signIn b:signIn}"), refused);
    assert_eq!(of("mutation{signIn refreshSession}"), refused);
    assert_eq!(of("mutation{...f ...f} fragment f on M{acceptInvitation}"), refused);
    assert_eq!(of("mutation{signIn ...on M{...on M{signIn}}}"), refused);
}

#[test]
fn pages_multiply() {
    let refused = exceeded("cost of the query", COST);
    assert_eq!(of("{a(first:100){edges{node{b(first:60){edges{node{c}}}}}}}"), Ok(()));
    assert_eq!(of("{a(first:100){edges{node{b(first:100){edges{node{c}}}}}}}"), refused);
    assert_eq!(of("{a(first:100){b(first:100){...f}}} fragment f on T{c d}"), refused);
    assert_eq!(of("{a(first:99999999999999999999){b}}"), Ok(()), "no count: refused by the field");
    assert_eq!(of("{a(first:18446744073709551615){b(first:18446744073709551615){c}}}"), refused);
    // Without `first` a page has its usual length.
    assert_eq!(of("{a{edges{node{b{edges{node{c{edges{node{d}}}}}}}}}}"), refused);
    assert_eq!(of("{a{...p}} fragment p on C{nodes{b{nodes{c{nodes{d e f}}}}}}"), refused);
    assert_eq!(of("{a{b{edges{node{c{d{e}}}}}}}"), Ok(()));
}

#[test]
fn lists_without_pages_multiply_as_well() {
    let refused = exceeded("cost of the query", COST);
    let board = |first: &str| {
        of(&format!(
            "{{cohorts{first}{{edges{{node{{name board{{modules{{code}} rows{{learner{{name}} pace \
             cells{{state}}}}}}}}}}}}}}"
        ))
    };
    assert_eq!(board(""), Ok(()));
    assert_eq!(board("(first:20)"), Ok(()));
    assert_eq!(board("(first:100)"), refused);
    // It is worked out whole, whatever is selected of it, and a fragment hides nothing.
    for selected in ["asOf", "rows{pace}", "...f"] {
        let document = |first: u64| {
            format!("{{cohorts(first:{first}){{edges{{node{{board{{{selected}}}}}}}}}}}")
        };
        let fragment = if selected == "...f" { "fragment f on Board{asOf}" } else { "" };
        let costs = |first| of(&format!("{}{fragment}", document(first)));
        assert_eq!(costs(20), Ok(()), "{selected}");
        assert_eq!(costs(100), refused, "{selected}");
    }
    let whole = "programs{versions{rubrics{criteria{title}} modules{gains{level} lessons{body}}}}";
    assert_eq!(
        of(&format!("{{{whole} myLearning{{modules{{lessons{{title}}}}}} competencies{{code}}}}")),
        Ok(())
    );
    // As a count of something, the same word multiplies nothing.
    assert_eq!(of("{libraryPrograms{modules lessons}}"), Ok(()));
}

#[test]
fn variables_and_their_defaults_multiply() {
    let document = "query($n:Int){a(first:$n){b(first:$n){c d}}}";
    let refused = exceeded("cost of the query", COST);
    assert_eq!(with(document, json!({"n": 50})), Ok(()));
    assert_eq!(with(document, json!({"n": 100})), refused);
    assert_eq!(with(document, json!({"n": null})), Ok(()));
    assert_eq!(with(document, json!({"n": -100})), Ok(()));
    assert_eq!(with(document, json!({})), Ok(()));
    assert_eq!(of("query($n:Int=100){a(first:$n){b(first:$n){c d}}}"), refused);
    assert_eq!(with("query($n:Int=100){a(first:$n){b(first:$n){c d}}}", json!({"n": 2})), Ok(()));
    let shared = "query p($n:Int=1){...f} query q($n:Int=100){...f} fragment f on Q{a(first:$n){b(first:$n){c d}}}";
    assert_eq!(of(shared), refused);
}

#[test]
fn tools_may_introspect_within_a_budget_of_its_own() {
    assert_eq!(of(INTROSPECTION), Ok(()));
    assert_eq!(
        of(&INTROSPECTION.replace("ofType { kind name }", "ofType { kind name ofType { kind } }")),
        exceeded("nested fields of an introspection", INTROSPECTION_DEPTH)
    );
    assert_eq!(
        of("{__type(name:\"Cohort\"){name fields{name type{name ofType{name}}}} viewer{name}}"),
        Ok(())
    );
    // 200 types of 10 fields each of types of 10 fields of 10 fields.
    let refused = exceeded("cost of the introspection", INTROSPECTION_COST);
    assert_eq!(
        of("{__schema{types{fields{type{fields{type{fields{type{name description}}}}}}}}}"),
        refused
    );
    let wide = "name ".repeat(500);
    assert_eq!(
        of(&format!("{{__schema{{queryType{{{wide}}}}}}}")),
        exceeded("fields of an introspection", INTROSPECTION_FIELDS)
    );
    let hidden = format!("{{a{{...f}}}} fragment f on T{{__schema{{queryType{{{wide}}}}}}}");
    assert_eq!(of(&hidden), exceeded("fields of an introspection", INTROSPECTION_FIELDS));
}
