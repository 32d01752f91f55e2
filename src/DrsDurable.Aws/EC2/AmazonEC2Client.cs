using Amazon.Runtime;
using Amazon.Runtime.Internal;
using DrsDurable.Aws.EC2.Model;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2;

/// <summary>Stands in for the class of this name in AWSSDK.EC2.</summary>
public class AmazonEC2Client : BundledServiceClient, IAmazonEC2
{
    private static readonly QueryDialect Dialect = new(AmazonEC2Config.ApiVersion, ListMember: "", CamelCaseAnswers: true);

    /// <param name="credentials">Null selects the default chain.</param>
    public AmazonEC2Client(AWSCredentials? credentials, AmazonEC2Config config)
        : base(credentials, config)
    {
        Paginators = new EC2PaginatorFactory(this);
    }

    public IEC2PaginatorFactory Paginators { get; }

    public virtual Task<DescribeInstancesResponse> DescribeInstancesAsync(DescribeInstancesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeInstancesResponse>("DescribeInstances", request, cancellationToken);

    public virtual Task<DescribeInstanceStatusResponse> DescribeInstanceStatusAsync(DescribeInstanceStatusRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeInstanceStatusResponse>("DescribeInstanceStatus", request, cancellationToken);

    public virtual Task<DescribeLaunchTemplatesResponse> DescribeLaunchTemplatesAsync(DescribeLaunchTemplatesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeLaunchTemplatesResponse>("DescribeLaunchTemplates", request, cancellationToken);

    public virtual Task<DescribeLaunchTemplateVersionsResponse> DescribeLaunchTemplateVersionsAsync(DescribeLaunchTemplateVersionsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeLaunchTemplateVersionsResponse>("DescribeLaunchTemplateVersions", request, cancellationToken);

    public virtual Task<DescribeSubnetsResponse> DescribeSubnetsAsync(DescribeSubnetsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeSubnetsResponse>("DescribeSubnets", request, cancellationToken);

    public virtual Task<DescribeSecurityGroupsResponse> DescribeSecurityGroupsAsync(DescribeSecurityGroupsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeSecurityGroupsResponse>("DescribeSecurityGroups", request, cancellationToken);

    public virtual Task<DescribeInstanceTypeOfferingsResponse> DescribeInstanceTypeOfferingsAsync(DescribeInstanceTypeOfferingsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeInstanceTypeOfferingsResponse>("DescribeInstanceTypeOfferings", request, cancellationToken);

    public virtual Task<CreateLaunchTemplateVersionResponse> CreateLaunchTemplateVersionAsync(CreateLaunchTemplateVersionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.ClientToken ??= Guid.NewGuid().ToString();
        return CallAsync<CreateLaunchTemplateVersionResponse>("CreateLaunchTemplateVersion", request, cancellationToken);
    }

    public virtual Task<ModifyLaunchTemplateResponse> ModifyLaunchTemplateAsync(ModifyLaunchTemplateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ModifyLaunchTemplateResponse>("ModifyLaunchTemplate", request, cancellationToken);

    public virtual Task<CreateTagsResponse> CreateTagsAsync(CreateTagsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateTagsResponse>("CreateTags", request, cancellationToken);

    private Task<TResponse> CallAsync<TResponse>(string operation, AmazonEC2Request request, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new()
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = new InvokeOptions
        {
            RequestMarshaller = new QueryRequestMarshaller("Amazon.EC2", operation, Dialect),
            ResponseUnmarshaller = new QueryResponseUnmarshaller<TResponse>(
                Dialect, null, (message, inner, type, code, requestId, status) => new AmazonEC2Exception(message, inner, type, code, requestId, status)),
        };
        return InvokeAsync<TResponse>(request, options, cancellationToken);
    }
}
