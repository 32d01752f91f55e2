using Amazon.Runtime.Internal;

namespace DrsDurable.Aws;

/// <summary>Gives every DRS client of the process the rule that acting operations are sent once, whichever package the client comes from.</summary>
internal sealed class ActOncePipeline : IRuntimePipelineCustomizer
{
    private static readonly ActOncePipeline Instance = new();

    public string UniqueName => "DrsDurable.ActOnce";

    public static void Register() => RuntimePipelineCustomizerRegistry.Instance.Register(Instance);

    public void Customize(Type type, RuntimePipeline pipeline)
    {
        if (type.IsAssignableTo(typeof(IAmazonDrs)))
        {
            ActOnceRetryPolicy.Install(pipeline);
        }
    }
}
