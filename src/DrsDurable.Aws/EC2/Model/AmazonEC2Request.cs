using Amazon.Runtime;

namespace DrsDurable.Aws.EC2.Model;

public abstract class AmazonEC2Request : AmazonWebServiceRequest;
