using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace DrsDurable.Aws.Wire;

/// <summary>A POST of form parameters to the root path.</summary>
internal sealed class QueryRequestMarshaller(string service, string action, QueryDialect dialect) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, service)
        {
            HttpMethod = HttpMethod.Post.Method,
            ResourcePath = "/",
            UseQueryString = false,
        };
        request.Parameters["Action"] = action;
        request.Parameters["Version"] = dialect.ApiVersion;
        foreach (var (name, value) in QueryParameters.Of(input, dialect))
        {
            request.Parameters[name] = value;
        }

        return request;
    }
}
