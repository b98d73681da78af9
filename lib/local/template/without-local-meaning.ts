/**
 * Resource types that the local cloud skips, each with the reason. Any other type without a provider is an error.
 */
export const WITHOUT_LOCAL_MEANING: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'usage statistics of the CDK',
  'AWS::Budgets::Budget': 'nothing costs money here',
  'AWS::CertificateManager::Certificate': 'everything listens on the loopback address, without TLS',
  'AWS::CloudWatch::Alarm': 'a laptop needs no alarms',
  'AWS::CloudWatch::CompositeAlarm': 'a laptop needs no alarms',
  'AWS::CloudWatch::Dashboard': 'there is no console that could show it',
  'AWS::Lambda::LayerVersion': 'functions carry all their code; a function that asks for a layer is refused',
  'AWS::Logs::LogGroup': 'log lines go to the terminal',
  'AWS::Logs::MetricFilter': 'there are no metrics of log lines here',
  'AWS::Logs::QueryDefinition': 'there is no console that could run it',
  'AWS::Logs::ResourcePolicy': 'log lines go to the terminal',
  'AWS::Route53::RecordSet': 'the address is 127.0.0.1',
  'AWS::SNS::Subscription': 'alarms are skipped, and so are their subscribers',
  'AWS::SNS::Topic': 'alarms are skipped, and so are their topics',
  'AWS::SNS::TopicPolicy': 'alarms are skipped, and so are their topics',
  'AWS::WAFv2::WebACL': 'only this machine can reach the page',
  'AWS::WAFv2::WebACLAssociation': 'only this machine can reach the page',
  'AWS::XRay::Group': 'no traces are collected here',
  'AWS::XRay::SamplingRule': 'no traces are collected here',
  'Custom::S3AutoDeleteObjects': 'it acts when a stack is deleted, which does not happen here',
};
