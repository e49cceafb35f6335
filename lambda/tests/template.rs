//! The CloudFormation template agrees with the code: what it names exists, and what the code needs is there.

use std::{collections::BTreeSet, fs, path::Path};

use relance_lambda::{
    config::VARIABLES,
    event::{Event, Task},
};
use serde_json::Value;

fn template() -> Value {
    serde_saphyr::from_str(include_str!("../../infra/template.yaml")).expect("YAML")
}

fn resource<'t>(template: &'t Value, name: &str) -> &'t Value {
    let found = &template["Resources"][name];
    assert!(found.is_object(), "there is no resource {name}");
    &found["Properties"]
}

/// The items of a list, or the single value that stands for a list of one.
fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |all| all.iter().collect())
}

fn words(value: &Value) -> BTreeSet<String> {
    list(value).into_iter().map(|word| word.as_str().expect("a word").to_owned()).collect()
}

fn set<const N: usize>(words: [&str; N]) -> BTreeSet<String> {
    words.map(str::to_owned).into()
}

/// The statements of a role's own policies, and of those attached to it by name.
fn statements<'t>(template: &'t Value, role: &str) -> Vec<&'t Value> {
    let own = list(&resource(template, role)["Policies"]).into_iter().map(|policy| &policy["PolicyDocument"]);
    let resources = template["Resources"].as_object().expect("resources").values();
    let attached = resources
        .filter(|r| r["Type"] == "AWS::IAM::RolePolicy" && r["Properties"]["RoleName"]["Ref"] == role)
        .map(|r| &r["Properties"]["PolicyDocument"]);
    own.chain(attached).flat_map(|document| list(&document["Statement"])).collect()
}

fn actions(template: &Value, role: &str) -> BTreeSet<String> {
    statements(template, role).into_iter().flat_map(|statement| words(&statement["Action"])).collect()
}

fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => sources(&path, text),
            false => text.push_str(&fs::read_to_string(path).expect("a source")),
        }
    }
}

/// The IAM actions that the code's calls need.
fn calls() -> BTreeSet<String> {
    const CALLS: [(&str, &str); 5] = [
        (".send_email()", "ses:SendEmail"),
        (".get_account()", "ses:GetAccount"),
        (".publish()", "sns:Publish"),
        (".create_platform_endpoint()", "sns:CreatePlatformEndpoint"),
        (".get_secret_value()", "secretsmanager:GetSecretValue"),
    ];
    let mut text = String::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut text);
    let known = CALLS.iter().filter(|(call, _)| text.contains(call)).map(|(_, action)| (*action).to_owned());
    let clients = text.matches("Client::new(").count();
    assert_eq!(clients, 3, "a client of another service: add its calls to the list above");
    known.collect()
}

#[test]
fn ses_tells_of_everything_that_the_function_understands() {
    let template = template();
    let destination = &resource(&template, "EventDestination")["EventDestination"];
    // AWS::SES::ConfigurationSetEventDestination EventDestination, MatchingEventTypes: in upper case with underscores.
    let expected = ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "OPEN", "CLICK", "REJECT", "DELIVERY_DELAY"];
    assert_eq!(words(&destination["MatchingEventTypes"]), set(expected));
    assert_eq!(destination["Enabled"], true);
    assert_eq!(destination["SnsDestination"]["TopicARN"]["Ref"], "FeedbackTopic");
    assert_eq!(resource(&template, "FeedbackSubscription")["RawMessageDelivery"], true);
}

#[test]
fn the_schedule_is_one_that_eventbridge_takes_and_its_event_one_that_the_function_takes() {
    let template = template();
    let parameter = |name: &str| template["Parameters"][name]["Default"].as_str().expect("a default").to_owned();
    // `rate(1 minutes)` and `rate(5 minute)` are refused when the stack is deployed, not before.
    let schedule = parameter("Schedule");
    let inside = schedule.strip_prefix("rate(").and_then(|rest| rest.strip_suffix(')')).expect("a rate");
    let (number, unit) = inside.split_once(' ').expect("a number and a unit");
    let number: u32 = number.parse().expect("a number");
    let units = if number == 1 { ["minute", "hour", "day"] } else { ["minutes", "hours", "days"] };
    assert!(number > 0 && units.contains(&unit), "{schedule}");
    parameter("TimeZone").parse::<chrono_tz::Tz>().expect("a time zone");

    let target = &resource(&template, "TickSchedule")["Target"];
    let event = serde_json::from_str(target["Input"].as_str().expect("an event")).expect("JSON");
    let Ok(Event::Schedule(schedule)) = Event::read(&event) else { panic!("not understood: {event}") };
    assert_eq!((schedule.task, schedule.now), (Task::Tick, None));
    let dead_letters = "ScheduleDeadLetters";
    assert_eq!(target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0], dead_letters);
    assert_eq!(actions(&template, "ScheduleRole"), set(["lambda:InvokeFunction", "sqs:SendMessage"]));
}

#[test]
fn every_variable_that_the_code_reads_is_there_and_none_that_only_rehearsals_have() {
    let template = template();
    let variables = |function: &str| -> BTreeSet<String> {
        let variables = &resource(&template, function)["Environment"]["Variables"];
        variables.as_object().expect("variables").keys().cloned().collect()
    };
    let deployed = VARIABLES.iter().filter(|v| v.is_deployed).map(|v| v.name.to_owned()).collect();
    assert_eq!(variables("TickFunction"), deployed);
    assert_eq!(variables("FeedbackFunction"), set(["DATABASE_SECRET_ARN", "TAKES"]), "it sends nothing");
    let takes = |function: &str| resource(&template, function)["Environment"]["Variables"]["TAKES"].clone();
    assert_eq!((takes("TickFunction"), takes("FeedbackFunction")), ("schedule".into(), "feedback".into()));
}

/// What Lambda does with a function's role to connect it to a network; AWS knows no narrower resource for it.
const NETWORK: [&str; 6] = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
];

#[test]
fn a_network_is_joined_where_one_is_given_and_by_lambda_alone() {
    let template = template();
    for (function, name) in [("Tick", "tick"), ("Feedback", "feedback")] {
        let network = &resource(&template, &format!("{function}Function"))["VpcConfig"]["Fn::If"];
        assert_eq!((&network[0], &network[2]["Ref"]), (&"HasVpc".into(), &"AWS::NoValue".into()));
        assert_eq!(network[1]["SubnetIds"]["Ref"], "SubnetIds");
        assert_eq!(network[1]["SecurityGroupIds"]["Ref"], "SecurityGroupIds");
        let policy = format!("{function}NetworkPolicy");
        assert_eq!(template["Resources"][&policy]["Condition"], "HasVpc");
        let [allowed, denied] = &list(&resource(&template, &policy)["PolicyDocument"]["Statement"])[..] else {
            panic!("two statements")
        };
        assert_eq!((&allowed["Effect"], words(&allowed["Action"])), (&"Allow".into(), set(NETWORK)));
        assert_eq!((&denied["Effect"], words(&denied["Action"])), (&"Deny".into(), set(NETWORK)));
        let code = &denied["Condition"]["ArnEquals"]["lambda:SourceFunctionArn"][0]["Fn::Sub"];
        assert!(code.as_str().is_some_and(|arn| arn.ends_with(&format!("${{AWS::StackName}}-{name}"))), "{code}");
    }
}

#[test]
fn nobody_is_written_to_in_the_name_of_another() {
    let template = template();
    let sends = |statement: &&&Value| words(&statement["Action"]).contains("ses:SendEmail");
    let statements = statements(&template, "TickRole");
    let [statement] = statements.iter().filter(sends).collect::<Vec<_>>()[..] else { panic!("one statement") };
    let from = list(&statement["Condition"]["StringLike"]["ses:FromAddress"]);
    assert_eq!(from[0]["Ref"], "SenderIdentity");
    let patterns: BTreeSet<&str> = from[1..].iter().map(|p| p["Fn::Sub"].as_str().expect("a pattern")).collect();
    assert_eq!(patterns, ["*@${SenderIdentity}", "*@*.${SenderIdentity}"].into());
}

#[test]
fn a_role_may_do_what_its_function_does_and_nothing_else() {
    let template = template();
    let logs = ["logs:CreateLogStream", "logs:PutLogEvents"].map(str::to_owned);
    let mut tick = calls();
    tick.extend(logs.clone());
    tick.insert("sqs:SendMessage".to_owned());
    tick.extend(set(NETWORK));
    assert_eq!(actions(&template, "TickRole"), tick);
    let mut feedback =
        set(["secretsmanager:GetSecretValue", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]);
    feedback.extend(logs);
    feedback.extend(set(NETWORK));
    assert_eq!(actions(&template, "FeedbackRole"), feedback);
}

#[test]
fn no_resource_is_a_star_where_aws_knows_a_narrower_one() {
    let template = template();
    let mut stars = BTreeSet::new();
    for role in ["TickRole", "FeedbackRole", "ScheduleRole"] {
        for statement in statements(&template, role) {
            if list(&statement["Resource"]).into_iter().any(|resource| resource == "*") {
                stars.extend(words(&statement["Action"]));
            }
            assert!(words(&statement["Action"]).iter().all(|action| !action.contains('*')), "{statement}");
        }
    }
    let mut known = set(NETWORK);
    known.insert("ses:GetAccount".to_owned());
    assert_eq!(stars, known);
}

#[test]
fn the_functions_run_what_is_built_for_them_and_one_alone_sends() {
    let template = template();
    for function in ["TickFunction", "FeedbackFunction"] {
        let function = resource(&template, function);
        assert_eq!((&function["Runtime"], &function["Handler"]), (&"provided.al2023".into(), &"bootstrap".into()));
        assert_eq!(function["Architectures"][0]["Ref"], "Architecture");
    }
    assert_eq!(template["Parameters"]["Architecture"]["Default"], "arm64");
    assert_eq!(resource(&template, "TickFunction")["ReservedConcurrentExecutions"], 1);
}

#[test]
fn nothing_is_tried_for_ever_and_what_fails_is_kept() {
    let template = template();
    let invocations = resource(&template, "TickInvocations");
    assert_eq!(invocations["MaximumRetryAttempts"], 0);
    let dead_letters = &resource(&template, "TickFunction")["DeadLetterConfig"]["TargetArn"]["Fn::GetAtt"][0];
    assert_eq!(dead_letters, "TickDeadLetters");
    let queue = resource(&template, "FeedbackQueue");
    assert_eq!(queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0], "FeedbackDeadLetters");
    let seconds = |value: &Value| value.as_u64().expect("seconds");
    // While the database is away every try fails: a day of them must not use the tries up, and what is set aside must
    // still be there for some days.
    let tried = seconds(&queue["RedrivePolicy"]["maxReceiveCount"]) * seconds(&queue["VisibilityTimeout"]);
    let kept = seconds(&resource(&template, "FeedbackDeadLetters")["MessageRetentionPeriod"]);
    assert!((24 * 3600..=7 * 24 * 3600).contains(&tried), "{tried} s");
    assert!(
        tried + 7 * 24 * 3600 <= kept && tried < seconds(&queue["MessageRetentionPeriod"]),
        "{tried} s of {kept} s"
    );
    // AWS recommends six times the function's timeout; otherwise a message may be delivered again while it is
    // processed.
    let function = resource(&template, "FeedbackFunction");
    assert!(seconds(&queue["VisibilityTimeout"]) >= 6 * seconds(&function["Timeout"]));
    assert_eq!(
        words(&resource(&template, "FeedbackSource")["FunctionResponseTypes"]),
        set(["ReportBatchItemFailures"])
    );
}

#[test]
fn what_must_not_go_unseen_raises_an_alarm() {
    let template = template();
    let resources = template["Resources"].as_object().expect("resources").values();
    let alarms: Vec<&Value> =
        resources.filter(|r| r["Type"] == "AWS::CloudWatch::Alarm").map(|r| &r["Properties"]).collect();
    let metrics = alarms.iter().map(|alarm| {
        assert_eq!(alarm["AlarmActions"][0]["Ref"], "Alarms", "{alarm}");
        format!("{} {}", alarm["Namespace"].as_str().expect("a word"), alarm["MetricName"].as_str().expect("a word"))
    });
    let expected = [
        "Relance Uncertain",
        "Relance AccountRefused",
        "Relance StagesFailed",
        "Relance SendingPaused",
        "Relance Ticks",
        "AWS/SES Reputation.BounceRate",
        "AWS/SES Reputation.ComplaintRate",
        "AWS/Lambda Errors",
        "AWS/SQS ApproximateNumberOfMessagesVisible",
        "AWS/SQS ApproximateAgeOfOldestMessage",
    ];
    assert_eq!(metrics.collect::<BTreeSet<_>>(), set(expected));
    let quiet = resource(&template, "NothingTickedAlarm");
    let hours = quiet["Period"].as_u64().expect("seconds") * quiet["EvaluationPeriods"].as_u64().expect("a number");
    assert_eq!((hours, &quiet["TreatMissingData"]), (2 * 3600, &"breaching".into()));
    // The code writes the metrics that the alarms watch.
    let told = [include_str!("../src/metrics.rs"), include_str!("../src/lib.rs")].concat();
    for metric in ["Uncertain", "AccountRefused", "StagesFailed", "SendingPaused", "Ticks"] {
        assert!(told.contains(&format!("\"{metric}\"")), "nobody tells {metric}");
    }
}
