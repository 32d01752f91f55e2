using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace DrsDurable.Aws.Drs.Wire;

internal sealed class DrsEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => DrsEndpointProvider.Parameters(requestContext.ClientConfig);

    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters)
    {
    }
}

internal sealed class DrsAuthResolver : BaseAuthResolverHandler
{
    private static readonly List<IAuthSchemeOption> SigV4 = [new AuthSchemeOption { SchemeId = "aws.auth#sigv4" }];

    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => SigV4;
}
