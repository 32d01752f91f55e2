using Xunit.Abstractions;
using Xunit.Sdk;

namespace DrsDurable.Testing.DynamoDb;

/// <summary>
/// xunit's own framework, save that the cases of a <see cref="NeedsDynaliteAttribute"/> class are skipped with a reason where dynalite cannot run.
/// Contract suites are inherited, so their facts cannot say themselves what one store of several needs.
/// </summary>
public sealed class SkippingTestFramework(IMessageSink diagnostics) : XunitTestFramework(diagnostics)
{
    public const string Name = "DrsDurable.Testing.DynamoDb.SkippingTestFramework";

    public const string Assembly = "DrsDurable.Testing";

    protected override ITestFrameworkDiscoverer CreateDiscoverer(IAssemblyInfo assemblyInfo) =>
        new Discoverer(assemblyInfo, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Discoverer(IAssemblyInfo assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkDiscoverer(assembly, sources, diagnostics)
    {
        protected override bool FindTestsForType(
            ITestClass testClass, bool includeSourceInformation, IMessageBus messageBus, ITestFrameworkDiscoveryOptions discoveryOptions)
        {
            var needsDynalite = testClass.Class.GetCustomAttributes(typeof(NeedsDynaliteAttribute).AssemblyQualifiedName).Any();
            return needsDynalite && DynaliteInstallation.Missing is { } reason
                ? base.FindTestsForType(testClass, includeSourceInformation, new SkippingBus(messageBus, reason, DiagnosticMessageSink), discoveryOptions)
                : base.FindTestsForType(testClass, includeSourceInformation, messageBus, discoveryOptions);
        }
    }

    private sealed class SkippingBus(IMessageBus inner, string reason, IMessageSink diagnostics) : IMessageBus
    {
        public bool QueueMessage(IMessageSinkMessage message) => inner.QueueMessage(
            message is ITestCaseDiscoveryMessage { TestCase: { } found }
                ? new TestCaseDiscoveryMessage(new SkippedTestCase(reason, diagnostics, found.TestMethod, found.TestMethodArguments))
                : message);

        public void Dispose()
        {
        }
    }
}

/// <summary>Public and with a constructor without arguments because the runner hands cases over in serialised form.</summary>
public sealed class SkippedTestCase : XunitTestCase
{
    private string reason = "";

    [Obsolete("For deserialisation only.")]
    public SkippedTestCase()
    {
    }

    public SkippedTestCase(string reason, IMessageSink diagnostics, ITestMethod method, object[]? arguments)
        : base(diagnostics, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, method, arguments) => this.reason = reason;

    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue(nameof(reason), reason);
    }

    public override void Deserialize(IXunitSerializationInfo data)
    {
        reason = data.GetValue<string>(nameof(reason));
        base.Deserialize(data);
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) => base.GetSkipReason(factAttribute) ?? reason;
}
