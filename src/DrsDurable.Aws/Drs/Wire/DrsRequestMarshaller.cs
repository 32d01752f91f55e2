using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace DrsDurable.Aws.Drs.Wire;

/// <summary>Every operation of this client is a POST with a JSON body on a path of its own.</summary>
internal sealed class DrsRequestMarshaller(string path) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input) => new DefaultRequest(input, "Amazon.Drs")
    {
        HttpMethod = HttpMethod.Post.Method,
        ResourcePath = path,
        Content = DrsJson.Write(input),
        Headers =
        {
            ["Content-Type"] = "application/json",
            ["X-Amz-Api-Version"] = AmazonDrsConfig.ApiVersion,
        },
    };
}
