using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace DrsDurable.Aws.Wire;

/// <summary>What the clients of this library that stand in for AWSSDK packages share: endpoint and signature. Retries are the SDK's.</summary>
public abstract class BundledServiceClient : AmazonServiceClient
{
    private readonly BundledServiceConfig config;

    private protected BundledServiceClient(AWSCredentials? credentials, BundledServiceConfig config)
        : base(credentials, config)
    {
        this.config = config;
    }

    protected override IServiceMetadata ServiceMetadata => new Metadata(config.ServiceId);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new Resolver());
        pipeline.AddHandlerAfter<Marshaller>(new Signatures());
    }

    private sealed record Metadata(string ServiceId) : IServiceMetadata
    {
        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }

    private sealed class Resolver : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => BundledEndpointProvider.Parameters(requestContext.ClientConfig);

        protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters)
        {
        }
    }

    private sealed class Signatures : BaseAuthResolverHandler
    {
        private static readonly List<IAuthSchemeOption> SigV4 = [new AuthSchemeOption { SchemeId = "aws.auth#sigv4" }];

        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => SigV4;
    }
}
