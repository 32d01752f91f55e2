using Amazon.Runtime.Internal;
using Amazon.SecurityToken;

namespace DrsDurable.Aws;

/// <summary>Puts the observers into every DRS and STS client of the process, whichever package the client comes from.</summary>
internal sealed class ObservedPipeline : IRuntimePipelineCustomizer
{
    private static readonly ObservedPipeline Instance = new();

    public string UniqueName => "DrsDurable.Observed";

    public static void Register() => RuntimePipelineCustomizerRegistry.Instance.Register(Instance);

    public void Customize(Type type, RuntimePipeline pipeline)
    {
        if (type.IsAssignableTo(typeof(IAmazonDrs)) || type.IsAssignableTo(typeof(IAmazonSecurityTokenService)))
        {
            pipeline.AddHandlerAfter<RetryHandler>(new AttemptObserver());
            pipeline.AddHandler(new CallObserver());
        }
    }
}
