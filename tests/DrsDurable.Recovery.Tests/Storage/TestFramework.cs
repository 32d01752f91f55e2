using DrsDurable.Testing.DynamoDb;

[assembly: TestFramework(SkippingTestFramework.Name, SkippingTestFramework.Assembly)]
