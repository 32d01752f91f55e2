using Amazon.Runtime;
using Amazon.Runtime.Internal;
using DrsDurable.Aws.IdentityManagement.Model;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.IdentityManagement;

/// <summary>Stands in for the class of this name in AWSSDK.IdentityManagement.</summary>
public class AmazonIdentityManagementServiceClient : BundledServiceClient, IAmazonIdentityManagementService
{
    private static readonly QueryDialect Dialect = new(AmazonIdentityManagementServiceConfig.ApiVersion, ListMember: "member.", CamelCaseAnswers: false);

    /// <param name="credentials">Null selects the default chain.</param>
    public AmazonIdentityManagementServiceClient(AWSCredentials? credentials, AmazonIdentityManagementServiceConfig config)
        : base(credentials, config)
    {
    }

    public virtual Task<SimulatePrincipalPolicyResponse> SimulatePrincipalPolicyAsync(SimulatePrincipalPolicyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        const string operation = "SimulatePrincipalPolicy";
        var options = new InvokeOptions
        {
            RequestMarshaller = new QueryRequestMarshaller("Amazon.IdentityManagement", operation, Dialect),
            ResponseUnmarshaller = new QueryResponseUnmarshaller<SimulatePrincipalPolicyResponse>(
                Dialect, $"{operation}Result", (message, inner, type, code, requestId, status) => new AmazonIdentityManagementServiceException(message, inner, type, code, requestId, status)),
        };
        return InvokeAsync<SimulatePrincipalPolicyResponse>(request, options, cancellationToken);
    }
}
