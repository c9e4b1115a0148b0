use async_graphql::resolver_utils::EnumType as _;
use async_graphql::{InputValueError, PathSegment, Pos};

use super::*;

#[test]
fn the_schema_names_the_codes_of_the_kernel() {
    let documented: Vec<_> = ErrorCodeName::items().iter().map(|item| item.name).collect();
    assert_eq!(documented, ErrorCode::ALL.map(ErrorCode::as_str));
    for code in ErrorCode::ALL {
        let name = ErrorCodeName::from(code);
        let item = ErrorCodeName::items().iter().find(|item| item.value == name);
        assert_eq!(item.map(|item| item.name), Some(code.as_str()));
    }
}

fn at_a_field(error: ServerError) -> ServerError {
    error.with_path(vec![PathSegment::Field("a".to_owned())])
}

fn finished(mut error: ServerError) -> (String, String) {
    let code = finish(&mut error, "r1");
    let extensions = error.extensions.expect("there are extensions");
    assert_eq!(extensions.get("code"), Some(&Value::from(code.as_str())));
    assert_eq!(extensions.get("requestId"), Some(&Value::from("r1")));
    (code, error.message)
}

#[test]
fn what_a_resolver_did_not_mean_for_clients_is_masked() {
    let hidden = ("INTERNAL".to_owned(), INTERNAL_MESSAGE.to_owned());
    let displayed = async_graphql::Error::from("relation cadre.member does not exist")
        .into_server_error(Pos::default());
    assert_eq!(finished(displayed.clone()), hidden, "a source, even without a path");
    assert_eq!(finished(at_a_field(displayed)), hidden);
    assert_eq!(finished(at_a_field(ServerError::new("internal: non-null", None))), hidden);
}

#[test]
fn what_async_graphql_says_of_the_request_passes() {
    let message = "Unknown field \"x\" on type \"Query\".";
    assert_eq!(
        finished(ServerError::new(message, None)),
        ("BAD_REQUEST".to_owned(), message.to_owned())
    );
    let input = InputValueError::<i32>::custom("too large").into_server_error(Pos::default());
    assert_eq!(finished(at_a_field(input.clone())), ("BAD_REQUEST".to_owned(), input.message));
}

#[test]
fn what_is_meant_for_clients_keeps_its_code_and_violations() {
    let error =
        ApiError::invalid(vec![Violation::new("input.startsOn", "NOT_A_MONDAY", "take a Monday")]);
    let mut error = at_a_field(async_graphql::Error::from(error).into_server_error(Pos::default()));
    assert_eq!(finish(&mut error, "r1"), "INVALID_INPUT");
    let expected = serde_json::json!({
        "code": "INVALID_INPUT",
        "requestId": "r1",
        "violations": [{ "path": "input.startsOn", "code": "NOT_A_MONDAY", "message": "take a Monday" }],
    });
    assert_eq!(serde_json::to_value(error.extensions).expect("serialises"), expected);
}

#[test]
fn a_database_error_says_nothing() {
    let error =
        ApiError::from(AuthError::Database(DatabaseError::Unavailable("10.0.0.7".to_owned())));
    assert_eq!((error.code, error.message.as_str()), (ErrorCode::Internal, INTERNAL_MESSAGE));
    let error = ApiError::from(AuthError::TooManyAttempts { seconds: 30 });
    assert_eq!((error.code, error.retry_after), (ErrorCode::RateLimited, Some(30)));
}
