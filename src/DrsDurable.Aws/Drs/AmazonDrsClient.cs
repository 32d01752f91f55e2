using Amazon.Runtime;
using Amazon.Runtime.Internal;
using DrsDurable.Aws.Drs.Pagination;
using DrsDurable.Aws.Drs.Wire;

namespace DrsDurable.Aws.Drs;

/// <summary>
/// Stands in for the class of this name in AWSSDK.Drs. One thing differs: operations that act (<see cref="ActingOperations"/>) are sent once and never
/// retried, because the service has no idempotency token.
/// </summary>
public partial class AmazonDrsClient : AmazonServiceClient, IAmazonDrs
{
    private static readonly DrsServiceMetadata Metadata = new();

    /// <summary>Credentials of the default chain: environment, profile (SSO profiles included), container, instance.</summary>
    public AmazonDrsClient(AmazonDrsConfig config)
        : base(config)
    {
        Paginators = new DrsPaginatorFactory(this);
    }

    /// <param name="credentials">Null selects the default chain.</param>
    public AmazonDrsClient(AWSCredentials? credentials, AmazonDrsConfig config)
        : base(credentials, config)
    {
        Paginators = new DrsPaginatorFactory(this);
    }

    public IDrsPaginatorFactory Paginators { get; }

    protected override IServiceMetadata ServiceMetadata => Metadata;

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new DrsEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new DrsAuthResolver());
        ActOnceRetryPolicy.Install(pipeline);
    }

    private Task<TResponse> PostAsync<TResponse>(string path, AmazonDrsRequest request, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new() => SendAsync<TResponse>(request, new DrsRoute(HttpMethod.Post, path), cancellationToken);

    private Task<TResponse> SendAsync<TResponse>(AmazonDrsRequest request, DrsRoute route, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new()
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = new InvokeOptions
        {
            RequestMarshaller = new DrsRequestMarshaller(route),
            ResponseUnmarshaller = new DrsResponseUnmarshaller<TResponse>(),
        };
        return InvokeAsync<TResponse>(request, options, cancellationToken);
    }

    private sealed class DrsServiceMetadata : IServiceMetadata
    {
        public string ServiceId => AmazonDrsConfig.Service;

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }
}
